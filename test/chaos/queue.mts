/**
 * What the queue trigger promises, in a real n8n: `npm run test:chaos queue`, or one of it by its name:
 * `npm run test:chaos queue kills`. Takes ten minutes; writes QUEUE-TRIGGER-RESULTS.md.
 */
import { N8N_VERSION, NODE_VERSION } from '../../scripts/n8n/install.mjs';
import { kills } from './queue/kills.mjs';
import { two } from './queue/two.mjs';
import { runScenarios } from './scenarios.mjs';

await runScenarios(
	{ kills, two },
	{
		name: 'QUEUE-TRIGGER-RESULTS.md',
		about: `# Queue trigger: results

\`npm run test:chaos queue\` writes this file. It runs a real n8n ${N8N_VERSION} on Node.js ${NODE_VERSION} with the packed package, and the sandbox on the same machine. If you run only some scenarios, the others stay as they are.

In \`kills\`, a batch is leased for 10 s instead of two minutes, and the trigger looks into the queue every second.
`,
	},
);
