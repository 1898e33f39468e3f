import { dateTime, type Field } from '../../fields/field';
import type { Item } from '../../fields/item';
import { InputError } from '../../shared/inputError';

const time = dateTime({
	displayName: 'Send At',
	description: 'When AgentMail sends the draft. Leave empty to send it with Draft: Send.',
});

/** A time in the future: AgentMail takes no other. */
export const sendAt: Field<string | undefined, Item> = {
	properties: time.properties,
	read: async (item, path) => {
		const given = await time.read(item, path);
		if (given === undefined || Date.parse(given) > Date.now()) return given;
		throw new InputError(
			`Send At: ${given} is in the past. Choose a time in the future, or leave it empty and use Draft: Send.`,
		);
	},
};
