import { credentialSuite } from '../e2e/credential.mjs';
import { OLDEST_N8N_VERSION } from '../../scripts/n8n/install.mjs';
import { compatibilitySuite } from './suite.mjs';

compatibilitySuite(OLDEST_N8N_VERSION, {
	// n8n 1 does not look at a credential's own sentence for a refused key and shows its own.
	'The credential and its test': (world) => credentialSuite(world, /check your credentials/),
});
