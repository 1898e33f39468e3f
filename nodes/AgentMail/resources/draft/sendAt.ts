import { dateTime, type Field } from '../../fields/field';
import type { Item } from '../../fields/item';
import { InputError } from '../../shared/inputError';

const time = dateTime({
	displayName: 'Send At',
	description: 'When AgentMail sends the draft by itself. Left empty, it waits for Draft: Send.',
});

/** A time to come: AgentMail takes no other. */
export const sendAt: Field<string | undefined, Item> = {
	properties: time.properties,
	read: async (item, path) => {
		const given = await time.read(item, path);
		if (given === undefined || Date.parse(given) > Date.now()) return given;
		throw new InputError(
			`Send At: ${given} has passed. Choose a time in the future, or leave it empty and send the draft with Draft: Send.`,
		);
	},
};
