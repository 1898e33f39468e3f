import { installSuite } from '../e2e/install.mjs';
import { queueTriggerSuite } from '../e2e/queueTrigger.mjs';
import { reviewFormSuite } from '../e2e/reviewForm.mjs';
import { toolkitSuite } from '../e2e/toolkit.mjs';
import { webSocketSuite } from '../e2e/webSocket.mjs';
import { OLDEST_N8N_VERSION } from '../../scripts/n8n/install.mjs';
import { compatibilitySuite } from './suite.mjs';

compatibilitySuite(OLDEST_N8N_VERSION, {
	// It has no human review in front of tools.
	'Installing from Community nodes': (world) => installSuite(world, false),
	'AI agents: the AgentMail Toolkit': (world) => toolkitSuite(world, false),
	// It never deletes what was uploaded, so there a file in a form is refused with a sentence.
	'Send and wait: a form of your own': (world) => reviewFormSuite(world, false),
	// Its triggers cannot say what ran before: the trigger starts nothing twice and says so in the log.
	'AgentMail WebSocket Trigger': (world) => webSocketSuite(world, false),
	'AgentMail Queue Trigger': (world) => queueTriggerSuite(world, false),
});
