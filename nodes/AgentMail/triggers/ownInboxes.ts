import { titleOf } from '../events/log';
import { untagged } from '../mail/addressPattern';
import { textOf } from '../shared/json';
import { agentMailApi } from '../transport/api';
import { reasonOf } from '../transport/errors';
import { boundPath } from '../transport/identity';
import { readPages } from '../transport/pages';
import { path } from '../transport/path';
import type { TriggerContext } from '../transport/types';
import type { TriggerState } from './state';

/** Ten pages. In larger accounts, inboxes that had an event are known too. */
const MOST = 1000;

/**
 * Learns which inboxes the API key can reach, for Skip Own Email. New ones are found within ten minutes. While AgentMail
 * cannot be asked, only inboxes that had an event are known.
 */
export async function learnInboxes(context: TriggerContext, state: TriggerState): Promise<void> {
	await state.inboxQuestion.ask(async () => {
		try {
			const api = agentMailApi(context);
			const identity = await api.identity();
			// Its only inbox is known from its first event on.
			if (identity.scope_type === 'inbox') return;
			const source = {
				path: path`${boundPath(identity)}/inboxes`,
				entries: 'inboxes',
				id: 'inbox_id',
			};
			const { entries } = await readPages(api, source, MOST);
			for (const { inbox_id } of entries) state.inboxes.set(untagged(textOf(inbox_id) ?? ''), true);
		} catch (error) {
			const reason = reasonOf(error);
			context.logger.debug(
				`${titleOf(context)}: could not read the account's inboxes, so Skip Own Email knows only those that had an event. ${reason}`,
			);
		}
	});
}
