import { untagged } from '../mail/addressPattern';
import type { TriggerContext } from '../transport/types';
import { titleOf } from '../events/log';
import type { TriggerState } from './state';
import { readPages } from '../transport/pages';
import { agentMailApi } from '../transport/api';
import { textOf } from '../shared/json';
import { boundPath } from '../transport/identity';
import { path } from '../transport/path';
import { reasonOf } from '../transport/errors';

/** Ten pages. Of a larger account those that have an event are known too. */
const MOST = 1000;

/**
 * Learns the inboxes that the API key reaches, for the guard against mail from one's own inboxes. New ones are found
 * within ten minutes. While AgentMail cannot be asked, those that had an event are known.
 */
export async function learnInboxes(context: TriggerContext, memory: TriggerState): Promise<void> {
	await memory.inboxQuestion.ask(async () => {
		try {
			const api = agentMailApi(context);
			const identity = await api.identity();
			// Its own inbox is known from its first event on.
			if (identity.scope_type === 'inbox') return;
			const source = {
				path: path`${boundPath(identity)}/inboxes`,
				entries: 'inboxes',
				id: 'inbox_id',
			};
			const { entries } = await readPages(api, source, MOST);
			for (const { inbox_id } of entries)
				memory.inboxes.set(untagged(textOf(inbox_id) ?? ''), true);
		} catch (error) {
			const reason = reasonOf(error);
			context.logger.debug(
				`${titleOf(context)}: the inboxes of the account could not be read, so mail between them is known only where they had an event. ${reason}`,
			);
		}
	});
}
