import { el } from './dom.mjs';
import { bodyText, linksIn, size } from './format.mjs';

/** @typedef {import('../snapshot.mts').MessageView} MessageView */

/**
 * What an email says. Links open beside the page, which they learn nothing of.
 *
 * @param {string} id of the email
 * @param {{ text: string, html: string }} mail
 */
export function mailBody(id, mail) {
	const pieces = linksIn(bodyText(mail) || '(no text)').map(({ text, address }, index) =>
		address === undefined
			? text
			: el(
					'a',
					{
						id: `link-${index}-${id}`,
						href: address,
						target: '_blank',
						rel: 'noopener noreferrer',
					},
					text,
				),
	);
	return el('p', { class: 'body' }, ...pieces);
}

/** @param {import('./fates.mjs').Fate} fate */
export function fateLine({ kind, sentence }) {
	return el('p', { class: `fate fate-${kind}` }, sentence);
}

/** @param {string[]} labels */
export function labelList(labels) {
	const chips = labels.map((label) => el('li', { class: `label label-${kindOf(label)}` }, label));
	return el('ul', { class: 'labels', 'aria-label': 'Labels' }, ...chips);
}

const SYSTEM = ['received', 'sent', 'unread', 'read', 'scheduled'];
const TROUBLE = [
	'spam',
	'blocked',
	'unauthenticated',
	'bounced',
	'complained',
	'rejected',
	'trash',
	'agent-armor-held',
];

/** @param {string} label */
function kindOf(label) {
	if (SYSTEM.includes(label)) return 'system';
	return TROUBLE.includes(label) ? 'trouble' : 'own';
}

/** @param {MessageView['attachments']} attachments */
export function attachmentList(attachments) {
	if (attachments.length === 0) return undefined;
	const links = attachments.map(({ attachment_id, filename, size: bytes }) =>
		el(
			'li',
			{},
			el(
				'a',
				{
					id: `file-${attachment_id}`,
					href: `/control/file?attachment_id=${encodeURIComponent(attachment_id)}`,
					download: filename ?? '',
				},
				filename ?? 'unnamed',
			),
			` ${size(bytes)}`,
		),
	);
	return el('ul', { class: 'files', 'aria-label': 'Attachments' }, ...links);
}

/**
 * What to do where there is nothing yet.
 *
 * @param {string} title
 * @param {...(Node | string)} sentences
 */
export function emptyState(title, ...sentences) {
	return el('section', { class: 'empty' }, el('h2', {}, title), ...sentences);
}
