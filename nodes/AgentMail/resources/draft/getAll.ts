import { mailFilters, mailQuery } from '../../fields/listFilters';
import { simplifyDraft } from '../../mail/summary';
import { scope } from '../../fields/scope';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

const { after, before, labels, ascending } = mailFilters;

export const getAll = defineList({
	action: 'Get many drafts',
	description: 'List drafts, newest first. Use Get to read their text.',
	api: 'drafts.list',
	fields: { scope: scope('organization', 'pod', 'inbox') },
	filters: { after, before, labels, ascending },
	source: ({ scope }, filters) => ({
		path: path`${scope}/drafts`,
		entries: 'drafts',
		id: 'draft_id',
		query: mailQuery(filters),
	}),
	simplify: simplifyDraft,
});
