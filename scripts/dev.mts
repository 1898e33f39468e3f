/** `npm run dev`: the package in n8n's editor, where a change of its source shows a moment after it is saved. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from '../sandbox/index.mjs';
import { runProgram } from './closing.mjs';
import { keepBuilding } from './dev/keepBuilding.mjs';
import { exampleWorkflow } from './example.mjs';
import { OWNER } from './n8n/client.mjs';
import { installN8n } from './n8n/install.mjs';
import { preparePackageFolder } from './n8n/pack.mjs';
import { choosePorts, PORT_OPTIONS, PORT_USAGE } from './n8n/ports.mjs';
import { startN8n } from './n8n/server.mjs';
import { temporaryFolder } from './n8n/temporaryFolder.mjs';
import { ROOT } from './package.mjs';
import { connect } from './stage.mjs';

await runProgram(async (closing) => {
	const { values } = parseArgs({ options: { help: { type: 'boolean' }, ...PORT_OPTIONS } });
	if (values.help) return console.log(`npm run dev [-- options]\n${PORT_USAGE}`);
	const { sandboxPort, n8nPort } = await choosePorts(values);
	const app = await installN8n({ log: console.log });

	const folder = temporaryFolder('n8n-dev');
	closing.add(() => folder.remove());
	const built = await keepBuilding(join(await preparePackageFolder(ROOT, folder.path), 'dist'));
	closing.add(() => built.stop());

	const sandbox = await startSandbox({ port: sandboxPort });
	closing.add(() => sandbox.close());
	console.log('Starting n8n …');
	const n8n = await startN8n({
		app,
		userFolder: folder.path,
		port: n8nPort,
		env: { N8N_DEV_RELOAD: 'true' },
	});
	closing.add(() => n8n.stop());
	const { agentMailApi } = await connect(n8n, sandbox);
	const example = await exampleWorkflow('support-auto-reply', agentMailApi);
	const workflow = await n8n.client.createWorkflow(example);

	console.log(`
Change a file in nodes/ or credentials/ and save it: n8n loads it, and the editor shows it. Ctrl-C ends all of it.
  n8n editor   ${n8n.url}/workflow/${workflow.id}
               log in with ${OWNER.email} and ${OWNER.password}
  mail page    ${sandbox.url}
               the AgentMail account behind the credential in n8n: write an email as a customer
`);
	throw await n8n.endedByItself();
});
