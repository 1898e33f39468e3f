import { resources } from '../../nodes/AgentMail/resources/index.js';
import { startSandbox } from '../../sandbox/index.mjs';
import { createEngine } from '../engine/engine.mjs';
import { prepareMailbox } from '../engine/mailbox.mjs';
import { generated, type Generated } from './generated.mjs';
import { merged, schemaOf } from './schema.mjs';

/** Where n8n's editor looks for them. */
export const SCHEMAS = 'nodes/AgentMail/__schema__';

/**
 * What each operation puts out, so that n8n's editor shows its fields before the first run. Read off runs of every
 * operation in n8n's engine against the sandbox, whose answers the SDK's own schemas accept.
 */
export async function outputSchemas(): Promise<Generated[]> {
	const sandbox = await startSandbox();
	const engine = await createEngine({
		apiKey: sandbox.apiKey,
		environment: 'custom',
		baseUrl: sandbox.url,
	});
	const schemas: Generated[] = [];
	for (const { value: resource, operations } of resources) {
		for (const operation of Object.keys(operations)) {
			sandbox.reset();
			const parametersOf = await prepareMailbox(sandbox);
			const items = await engine.action({
				...parametersOf(`${resource}.${operation}`),
				resource,
				operation,
			});
			if (items.length === 0) throw new Error(`${resource}.${operation} put nothing out`);
			const schema = { ...merged(items.map(({ json }) => schemaOf(json))), version: 1 };
			const path = `${SCHEMAS}/v1.0.0/${resource}/${operation}.json`;
			schemas.push(await generated(path, JSON.stringify(schema)));
		}
	}
	await sandbox.close();
	return schemas;
}
