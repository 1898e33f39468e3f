/** What narrows lists, once in the SDK's words and once in the node's. */

export const TIMES = {
	sdk: { before: new Date('2026-02-01T00:00:00Z'), after: new Date('2026-01-01T00:00:00Z') },
	node: { before: '2026-02-01T00:00:00Z', after: '2026-01-01T01:00:00+01:00' },
};
export const LABELLED = {
	sdk: { labels: ['unread', 'vip & co'], ascending: true, ...TIMES.sdk },
	node: { labels: 'unread, vip & co', ascending: true, ...TIMES.node },
};

const HIDDEN = {
	includeSpam: true,
	includeBlocked: true,
	includeUnauthenticated: true,
	includeTrash: true,
};
/** Messages and threads. */
export const MAIL = {
	sdk: { ...LABELLED.sdk, ...HIDDEN, subject: ['invoice', 'overdue'] },
	node: { ...LABELLED.node, ...HIDDEN, subject: 'invoice, overdue' },
};

export const OLDEST_FIRST = { sdk: { ascending: true }, node: { ascending: true } };
