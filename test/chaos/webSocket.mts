/**
 * What the WebSocket trigger promises, in a real n8n: `npm run test:chaos websocket`, or one of it by its name:
 * `npm run test:chaos websocket cuts`. Takes half an hour; writes WEBSOCKET-RESULTS.md.
 */
import { N8N_VERSION, NODE_VERSION } from '../../scripts/n8n/install.mjs';
import { runScenarios } from './scenarios.mjs';
import { activations } from './webSocket/activations.mjs';
import { cuts } from './webSocket/cuts.mjs';
import { deadPeer } from './webSocket/deadPeer.mjs';
import { memory } from './webSocket/memory.mjs';
import { unsaved } from './webSocket/unsaved.mjs';

await runScenarios(
	{ cuts, unsaved, deadPeer, activations, memory },
	{
		name: 'WEBSOCKET-RESULTS.md',
		about: `# WebSocket trigger: results

\`npm run test:chaos websocket\` writes this file. It runs a real n8n ${N8N_VERSION} on Node.js ${NODE_VERSION} with the packed package, and the sandbox on the same machine. If you run only some scenarios, the others stay as they are.

In \`cuts\` and \`unsaved\`, a connection counts as dead after 5 s of silence instead of 5 minutes. \`deadPeer\` measures with the real time. \`memory\` waits only milliseconds before it reconnects.

Node's built-in WebSocket can't drop a connection whose peer doesn't answer its close frame. The trigger lets go of it, and the operating system ends the TCP connection after some minutes, when it gives up sending.
`,
	},
);
