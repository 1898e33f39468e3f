import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { InputError } from '../shared/inputError';
import { textOf } from '../shared/json';
import { equal } from '../webhooks/signature';

/** What a link may do: show the page and take what is posted from it, or take deliveries of a webhook. */
type Purpose = 'page' | 'reply';

/** What stands in a link. n8n signs it together with the execution and the node. */
export interface Ticket {
	purpose: Purpose;
	/** The pause it belongs to: see `Wait`. */
	round: string;
	/** Whose link it is: place in the list of reviewers. */
	reviewer: number;
	/** Digest of the draft that its holder has seen; empty where there is none. */
	seen: string;
}

type Context = IExecuteFunctions | IWebhookFunctions;

/** @throws {InputError} where n8n cannot sign: a link that nobody signed could be made up */
export function linkFor(context: Context, { purpose, round, reviewer, seen }: Ticket): string {
	if (typeof context.getSignedResumeUrl !== 'function') {
		throw new InputError(
			'This version of n8n cannot sign links, so anybody could make up an answer. Update n8n to version 1.120 or newer.',
		);
	}
	return context.getSignedResumeUrl({ purpose, round, reviewer: String(reviewer), seen });
}

/**
 * The ticket of a request, or `undefined` if this n8n did not sign it for this execution and node.
 *
 * n8n has checked the signature already; but not for executions that an older n8n began, so it is made again and
 * compared.
 */
export function ticketOf(context: IWebhookFunctions): Ticket | undefined {
	const query = context.getQueryData() as Record<string, unknown>;
	const { purpose } = query;
	if (purpose !== 'page' && purpose !== 'reply') return undefined;
	const ticket: Ticket = {
		purpose,
		round: textOf(query.round) ?? '',
		reviewer: Number(query.reviewer),
		seen: textOf(query.seen) ?? '',
	};
	const expected = new URL(linkFor(context, ticket)).searchParams.get(SIGNATURE) ?? '';
	const given = textOf(query[SIGNATURE]) ?? '';
	return expected !== '' && equal(given, expected) ? ticket : undefined;
}

/** (n8n-core 2.41: WAITING_TOKEN_QUERY_PARAM) */
const SIGNATURE = 'signature';
