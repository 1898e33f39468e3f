import { isReadable } from '../access/hiddenLabels.mjs';
import { notFound } from '../errors.mjs';
import type { Draft } from '../records.mjs';
import { parameter, type Context } from '../routing/context.mjs';

/** The draft of the path. @throws ApiError 404, also once it is sent */
export function namedDraft(context: Context): Draft {
	const draft_id = parameter(context, 'draft_id');
	const draft = context.store.drafts.get(draft_id);
	const isReachable =
		draft && context.store.isWithin(draft, context.scope) && isReadable(context.key, draft);
	if (!isReachable) throw notFound('Draft', draft_id);
	return draft;
}
