import { readFileSync } from 'node:fs';
import type { IDataObject } from 'n8n-workflow';
import { EVENTS } from '../../nodes/AgentMail/events/catalogue.js';
import { readEvent } from '../../nodes/AgentMail/events/event.js';
import { simplifiedEvent } from '../../nodes/AgentMail/events/output.js';
import { withParts, type Generated } from './generated.mjs';

const SAMPLES = new URL('../../test/fixtures/events/', import.meta.url);

/** Fields that need no example. */
const PLAIN = /_id$|^timestamp$/;

/** The tables of events in `docs/triggers.md`. */
export async function eventTables(): Promise<Generated> {
	return await withParts(
		'docs/triggers.md',
		{
			begin: '<!-- events: written by npm run docs -->',
			end: '<!-- end of events -->',
			text: events(),
		},
		{
			begin: '<!-- event fields: written by npm run docs -->',
			end: '<!-- end of event fields -->',
			text: fields(),
		},
	);
}

function events(): string {
	const rows = EVENTS.map(({ value, description, payload, permission }) =>
		[`\`${value}\``, description, `\`${payload}\``, permission ? `\`${permission}\`` : ''].join(
			' | ',
		),
	);
	return [
		'| Event | What happened | Payload | Permission the API key needs |',
		'| --- | --- | --- | --- |',
		...rows.map((row) => `| ${row} |`),
	].join('\n');
}

/** What the events about sent email and domains put out, from what the trigger makes of AgentMail's samples. */
function fields(): string {
	const others = EVENTS.filter(({ payload }) => payload !== 'message');
	const rows = others.map(({ value }) => `| \`${value}\` | ${fieldsOf(value).join(', ')} |`);
	return ['| Event | Fields, some with an example |', '| --- | --- |', ...rows].join('\n');
}

function fieldsOf(type: string): string[] {
	const event = readEvent(JSON.parse(readFileSync(new URL(`${type}.json`, SAMPLES), 'utf8')));
	if (!event) throw new Error(`The sample of ${type} is no event.`);
	const { event: _, ...fields } = simplifiedEvent(event, { deliveryId: null, verifiedBy: '' });
	return Object.entries(fields).map(field);
}

function field([name, value]: [string, IDataObject[string]]): string {
	return PLAIN.test(name) ? `\`${name}\`` : `\`${name}\` (\`${JSON.stringify(value)}\`)`;
}
