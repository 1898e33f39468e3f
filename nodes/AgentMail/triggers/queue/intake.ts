import type { INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';

import { CONTENT_SECONDS, fetchContent, startItem } from '../../events/content';
import { readEvent } from '../../events/event';
import { isMail } from '../../events/incoming';
import { titleOf } from '../../events/log';
import { KeyedQueue } from '../../shared/keyedQueue';
import { mapConcurrently } from '../../shared/mapConcurrently';
import { settledOrAborted, sleepUntilAborted } from '../../shared/waiting';
import { admit, logIgnored, type Listening } from '../admission';
import { storesOnce } from '../deduplication';
import { handOver, reportUnstored } from '../handOver';
import { learnInboxes } from '../ownInboxes';
import { stateOf } from '../state';
import { pauseAfter, timings as pauses } from '../timings';
import type { Memory } from './memory';
import type { Options } from './parameters';
import type { QueuedEvent } from './server';
import { timings } from './timings';

/** How many events are completed at once. */
const PARALLEL = 10;

/** An event that was let in, complete. */
interface Ready {
	item: INodeExecutionData;
	id: string;
	inboxId: string;
	takeBack(): void;
}

/** Lets events of a queue in, completes them, and hands them to n8n in the order of the queue. */
export class Intake {
	/** @param signal aborts when the trigger ends */
	constructor(
		private readonly context: ITriggerFunctions,
		private readonly listening: Listening,
		private readonly options: Options,
		private readonly memory: Memory,
		private readonly signal: AbortSignal,
	) {}

	/**
	 * Resolves when n8n has stored a run for each event that is let in.
	 *
	 * @returns the offset up to which that is so; `undefined` if the trigger ended before the first
	 */
	async take(events: QueuedEvent[]): Promise<number | undefined> {
		const lanes = new KeyedQueue();
		const stored: Array<Promise<boolean>> = [];
		for (let start = 0; start < events.length; start += PARALLEL) {
			const piece = events.slice(start, start + PARALLEL);
			const ready = await mapConcurrently(
				piece,
				PARALLEL,
				async (each) => await this.prepare(each),
			);
			stored.push(
				...ready.map(async (each) => each === undefined || (await this.start(each, lanes))),
			);
		}
		const missing = (await Promise.all(stored)).indexOf(false);
		const done = missing < 0 ? events.length : missing;
		return events[done - 1]?.offset;
	}

	/** @returns `undefined` for an event that starts nothing */
	private async prepare({ payload, id, at }: QueuedEvent): Promise<Ready | undefined> {
		const { context, listening, options, memory } = this;
		const event = readEvent(payload);
		if (!event) {
			context.logger.warn(
				`${titleOf(context)}: an entry of the queue is no event and was ignored.`,
			);
			return undefined;
		}
		const eventId = event.id ?? id;
		const state = stateOf(context);
		if (listening.filters.skipOwn && isMail(event)) await learnInboxes(context, state);
		// From here on nothing is awaited until it is noted: the same event can be in a batch twice.
		if (memory.seen.has(eventId)) return undefined;
		memory.seen.set(eventId, true);
		const isTest = context.getMode() === 'manual';
		const admission = admit(event, listening, state, { isTest, at });
		if ('ignoredBecause' in admission) {
			logIgnored(context, event, admission);
			return undefined;
		}
		const content = await fetchContent(context, event, options, CONTENT_SECONDS.queue);
		const item = startItem(content, { deliveryId: eventId, verifiedBy: 'queue' }, options.simplify);
		return { item, id: eventId, inboxId: event.inboxId ?? '', takeBack: admission.takeBack };
	}

	/** @returns whether n8n has the run */
	private async start(ready: Ready, lanes: KeyedQueue): Promise<boolean> {
		if (!this.options.inOrder) return await this.run(ready);
		return await new Promise((resolve) => {
			lanes.add(ready.inboxId, async () => resolve(await this.run(ready)));
		});
	}

	/** Hands an item to n8n, and again until n8n has stored it: its database may be unavailable for a moment. */
	private async run({ item, id, takeBack }: Ready): Promise<boolean> {
		for (let failures = 1; !this.signal.aborted; failures++) {
			const ran = handOver(this.context, item, id, this.silence());
			const outcome = await this.outcomeOf(ran);
			if (outcome === 'stored') return true;
			if (this.signal.aborted) break;
			reportUnstored(this.context, outcome.refused);
			// A signal of its own: Node.js warns about one with more than ten listeners.
			await sleepUntilAborted(pauseAfter(failures + 2), AbortSignal.any([this.signal]));
		}
		takeBack();
		this.memory.seen.delete(id);
		return false;
	}

	/** Before 2.20, n8n does not report a run that it could not store: without a limit, the next would wait forever. */
	private silence(): AbortSignal | undefined {
		return storesOnce(this.context) ? undefined : AbortSignal.timeout(pauses.silentRun);
	}

	/** A run may take hours, and n8n refuses at once: so it counts as stored after a while, unless the next must wait for it. */
	private async outcomeOf(
		ran: Promise<string | undefined>,
	): Promise<'stored' | { refused: string }> {
		const isLong = AbortSignal.timeout(timings.stored);
		const either = this.options.inOrder ? [this.signal] : [this.signal, isLong];
		const ended = await settledOrAborted(
			ran.then((refused) => ({ refused })),
			AbortSignal.any(either),
		);
		if (ended) return ended.refused === undefined ? 'stored' : { refused: ended.refused };
		return isLong.aborted && !this.signal.aborted ? 'stored' : { refused: 'the trigger ended' };
	}
}
