import type { Message, MessageItem } from 'agentmail/serialization';

import { isHeld } from '../../mail/agentArmor';
import { isAddressPattern, matchesAddress } from '../../mail/addressPattern';
import { inboxId } from '../../fields/ids';
import { senderOf } from '../../mail/message';
import { simplifyMessage } from '../../mail/summary';
import { collection, number, options, singleLine } from '../../fields/field';
import { readPages } from '../../transport/pages';
import { defineOperation } from '../../operation/operation';
import type { Api } from '../../transport/types';
import { pause } from '../../transport/cancel';
import { InputError } from '../../shared/inputError';
import { path } from '../../transport/path';
import { timings } from '../../transport/timings';

interface Wanted {
	from?: string;
	subject?: string;
}

export const waitFor = defineOperation({
	name: 'Wait For',
	action: 'Wait for message',
	description:
		'Wait for a matching message, such as a sign-up code, and return it. Fails if none comes in time.',
	api: ['inboxes.messages.list', 'inboxes.messages.get'],
	fields: {
		inboxId,
		filters: collection(
			{ displayName: 'Filters', placeholder: 'Add filter' },
			{
				from: singleLine({
					displayName: 'From',
					placeholder: 'e.g. no-reply@example.com',
					description: 'Address or domain of the sender, or part of the name',
				}),
				subject: singleLine({
					displayName: 'Subject',
					description: 'Part of the subject',
				}),
			},
		),
		options: options({
			timeout: number({
				displayName: 'Longest Wait',
				default: 60,
				typeOptions: { minValue: 1, maxValue: 600 },
				description: 'Seconds to wait for a message, at most 600',
			}),
			lookBack: number({
				displayName: 'Look Back',
				default: 60,
				typeOptions: { minValue: 0, maxValue: 86_400 },
				description: 'Also accept messages that arrived up to this many seconds earlier',
			}),
		}),
	},
	async run({ inboxId, filters, options: { timeout = 60, lookBack = 60 } }, { api, item }) {
		const start = Date.now();
		const after = new Date(start - lookBack * 1000).toISOString();
		for (;;) {
			const found = await newestMatch(api, inboxId, after, filters);
			if (found) return found;
			if (Date.now() + timings.poll > start + timeout * 1000) {
				throw new InputError(
					`No matching message arrived in ${inboxId} within ${timeout} ${timeout === 1 ? 'second' : 'seconds'}. Check Filters, or increase Longest Wait under Options.`,
				);
			}
			await pause(item.context, timings.poll);
		}
	},
	simplify: simplifyMessage,
});

/**
 * The newest message that matches: of two sign-up codes, the older one is void. Filtered here, because the API's filters
 * read an index that lags behind new email.
 */
async function newestMatch(api: Api, inboxId: string, after: string, wanted: Wanted) {
	const messages = path`/inboxes/${inboxId}/messages`;
	const query = { labels: ['received'], after };
	const source = { path: messages, entries: 'messages', id: 'message_id', query };
	const { entries } = await readPages(api, source, Infinity);
	const arrived = entries as unknown as MessageItem.Raw[];
	const match = arrived.find(
		(message) =>
			!isHeld(message) && isFrom(message, wanted.from) && contains(message.subject, wanted.subject),
	);
	return match && (await api.get<Message.Raw>(path`${messages}/${match.message_id}`));
}

/** Anyone can put an address into the name of a sender, so an address or domain is compared with the address alone. */
function isFrom(message: MessageItem.Raw, wanted = ''): boolean {
	if (!isAddressPattern(wanted)) return contains(message.from, wanted);
	const { address } = senderOf({ ...message });
	return address !== null && matchesAddress(wanted, address);
}

function contains(text: string | null | undefined, wanted = ''): boolean {
	return (text ?? '').toLowerCase().includes(wanted.toLowerCase());
}
