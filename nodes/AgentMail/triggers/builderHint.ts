import type { IBuilderHint } from 'n8n-workflow';

import { EVENTS } from '../events/catalogue';
import { readEvent } from '../events/event';
import { simplifiedEvent } from '../events/output';
import { isRecord } from '../shared/json';
import { relatedNode } from '../shared/relatedNode';
import { ATTACHMENT_PREFIX } from '../transport/attachments';

const ANSWER =
	'To answer, use agentMail, Message: Reply, with inbox_id and message_id of the output.';

/**
 * What n8n's AI builders read about a trigger: what comes out, and what does not start the workflow.
 *
 * @param searchHint what they also read of it among the nodes that they find
 */
export function builderHint(searchHint: string): IBuilderHint {
	return {
		searchHint,
		relatedNodes: [relatedNode('agentMail', ANSWER)],
		extraTypeDefContent: [
			{
				content: [
					ANSWER,
					...outputs(),
					'from is the address alone.',
					`Files come only with options.downloadAttachments: binary fields ${ATTACHMENT_PREFIX}0, ${ATTACHMENT_PREFIX}1 …`,
					'An event can come again, with the same event.delivery_id.',
					'Email from your own inboxes and automated email (newsletters, bounces, out of office) is skipped, unless filters say otherwise.',
				].join('\n'),
			},
		],
	};
}

/** The fields of the simplified output, event by event; those with the same fields together. */
function outputs(): string[] {
	const events = new Map<string, string[]>();
	for (const { value: type, payload } of EVENTS) {
		const fields = fieldsOf(type, payload);
		events.set(fields, [...(events.get(fields) ?? []), type]);
	}
	return [...events].map(([fields, types]) => `Output of ${types.join(', ')}: ${fields}`);
}

/** What an event can have at most; by itself it has what does not depend on these. */
const DETAILS = { attachments: [{}], agent_armor: {}, manual_override: {}, from: '' };

function fieldsOf(type: string, payload: string): string {
	const event = readEvent({ event_type: type, [payload]: DETAILS })!;
	const { event: arrival, ...fields } = simplifiedEvent(event, {
		deliveryId: null,
		verifiedBy: '',
	});
	return [
		...Object.keys(arrival as object).map((name) => `event.${name}`),
		...Object.entries(fields).map(field),
	].join(', ');
}

function field([name, value]: [string, unknown]): string {
	if (!Array.isArray(value)) return name;
	const [inside] = value as unknown[];
	return isRecord(inside) ? `${name}[] (${Object.keys(inside).join(', ')})` : `${name}[]`;
}
