import { N8N_VERSION } from '../../scripts/n8n/install.mjs';
import { compatibilitySuite } from './suite.mjs';

compatibilitySuite(N8N_VERSION);
