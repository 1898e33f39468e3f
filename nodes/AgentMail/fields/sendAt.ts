import { dateTime, type Field } from './field';
import type { Item } from './item';
import { InputError } from '../shared/inputError';

/** @param otherwise how to send without it */
function futureTime(description: string, otherwise: string): Field<string | undefined, Item> {
	const time = dateTime({ displayName: 'Send At', description });
	return {
		properties: time.properties,
		read: async (item, path) => {
			const given = await time.read(item, path);
			if (given === undefined || Date.parse(given) > Date.now()) return given;
			throw new InputError(
				`Send At: ${given} is in the past. Choose a time in the future, or leave it empty ${otherwise}.`,
			);
		},
	};
}

/** Of a draft. AgentMail takes only a time in the future. */
export const sendAt = futureTime(
	'When AgentMail sends the draft. Leave empty to send it with Draft: Send.',
	'and use Draft: Send',
);

/** Of a message that waits as a draft until then. */
export const messageSendAt = futureTime(
	'When to send it. Until then it is a draft: Draft: Delete cancels it, Draft: Update reschedules it.',
	'to send it now',
);
