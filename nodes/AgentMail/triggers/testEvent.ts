import type { ITriggerFunctions } from 'n8n-workflow';

import { CONTENT_SECONDS, fetchContent, startItem, type Wishes } from '../events/content';
import type { AgentMailEvent } from '../events/event';
import { titleOf } from '../events/log';
import { choice } from '../fields/field';
import { mapConcurrently } from '../shared/mapConcurrently';
import { agentMailApi } from '../transport/api';
import { reasonOf } from '../transport/errors';
import { reachOf } from '../transport/reach';
import type { Api, TriggerContext } from '../transport/types';
import { admit, logIgnored, type Listening } from './admission';
import type { Session } from './listen';
import { eventId } from './deduplication';
import { listable, listNewestMail, mailSources, readMail, type ListedMail } from './mailSources';
import { learnInboxes } from './ownInboxes';
import { stateOf } from './state';

export const testWith = choice(
	{
		displayName: 'Test With',
		description: 'What a test run in the editor starts with',
	},
	[
		{
			name: 'Latest Email',
			value: 'latest',
			description:
				'The latest received email that passes the filters. Without one, the next event.',
		},
		{ name: 'Next Event', value: 'next', description: 'Waits until something happens' },
	],
);

/** So many conversations are looked at for inboxes that have email, and so many emails in each inbox. */
const NEWEST = 20;
/** So many emails are read to find one that passes the filters. */
const READ = 10;
/** Requests at once. */
const PARALLEL = 5;

/**
 * For a test run: the latest received email that the trigger lets in, as the event that came with it. Those that it does
 * not let in are logged with the reason. Never throws: without an email, the test waits for the next event.
 */
export async function latestEvent(
	context: TriggerContext,
	wanted: Listening,
): Promise<AgentMailEvent | undefined> {
	try {
		const api = agentMailApi(context);
		const state = stateOf(context);
		if (wanted.filters.skipOwn) await learnInboxes(context, state);
		for (const mail of (await newest(api, wanted)).slice(0, READ)) {
			const event = await readMail(api, mail);
			if (!event) continue;
			const admission = admit(event, wanted, state, { isTest: true });
			if (!('ignoredBecause' in admission)) return event;
			logIgnored(context, event, admission);
		}
	} catch (error) {
		context.logger.info(
			`${titleOf(context)}: could not read the latest email for the test, which waits for the next event. ${reasonOf(error)}`,
		);
	}
	return undefined;
}

/** What a listening trigger was asked for, as far as a test needs it. */
interface TestOptions extends Wishes {
	simplify?: boolean;
	testWith: string;
}

/** Instead of listening, where a test run has its event at once; `undefined` where it has to listen. */
export async function testSession(
	context: ITriggerFunctions,
	wanted: Listening,
	options: TestOptions,
	way: 'webSocket' | 'queue',
): Promise<Session | undefined> {
	if (context.getMode() !== 'manual' || options.testWith !== 'latest') return undefined;
	const event = await latestEvent(context, wanted);
	if (!event) return undefined;
	return {
		settled: Promise.resolve(),
		run: async () => {
			const content = await fetchContent(context, event, options, CONTENT_SECONDS[way]);
			const arrival = { deliveryId: eventId(event) ?? null, verifiedBy: way.toLowerCase() };
			context.emit([[startItem(content, arrival, options.simplify)]]);
		},
	};
}

/** Newest first. None if only events are chosen that no list has, such as bounces. */
async function newest(api: Api, { scope, ...wanted }: Listening): Promise<ListedMail[]> {
	const events = listable(wanted.events);
	if (events.length === 0) return [];
	const places = mailSources(reachOf(scope, await api.identity()));
	const inboxes = await mapConcurrently(
		places,
		PARALLEL,
		async (place) => await place.inboxes(api, {}, NEWEST),
	);
	const lists = await mapConcurrently(
		[...new Set(inboxes.flat())],
		PARALLEL,
		async (inboxId) => await listNewestMail(api, inboxId, events, NEWEST),
	);
	return lists.flat().sort((a, b) => b.timestamp - a.timestamp);
}
