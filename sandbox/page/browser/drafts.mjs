import { el, show } from './dom.mjs';
import { time } from './format.mjs';
import { attachmentList, emptyState, labelList, mailBody } from './parts.mjs';

/** @typedef {import('../snapshot.mts').Snapshot} Snapshot */
/** @typedef {import('../snapshot.mts').DraftView} Draft */

/**
 * What has been written and not sent, in all inboxes.
 *
 * @param {Element} content
 * @param {Snapshot} snapshot
 */
export function showDrafts(content, { drafts }) {
	show(content, ['drafts', drafts], () => {
		if (drafts.length === 0) return [noDrafts()];
		return [
			el('h2', {}, 'Drafts waiting'),
			el(
				'p',
				{ class: 'quiet' },
				'They go out when a workflow sends them (Draft → Send), or at their time if they have one.',
			),
			el('ul', { class: 'cards' }, ...drafts.map(draftCard)),
		];
	});
}

function noDrafts() {
	return emptyState(
		'No drafts waiting',
		el(
			'p',
			{},
			'A draft is an email that somebody may look at before it goes out. Let a workflow create one with the AgentMail node (Draft → Create): it waits here, also when it is scheduled for later.',
		),
	);
}

/** @param {Draft} draft */
function draftCard(draft) {
	const { draft_id, to, subject, inbox_id, send_at, labels, attachments } = draft;
	return el(
		'li',
		{ class: 'card' },
		el('h3', {}, subject || '(no subject)'),
		el('p', { class: 'head' }, `From ${inbox_id} to ${to.join(', ') || '(nobody yet)'}`),
		send_at
			? el(
					'p',
					{ class: 'fate fate-waiting' },
					'Goes out ',
					el('time', { datetime: send_at }, time(send_at)),
				)
			: el('p', { class: 'fate fate-waiting' }, 'Waits until it is sent'),
		mailBody(draft_id, draft),
		attachmentList(attachments),
		labelList(labels),
	);
}
