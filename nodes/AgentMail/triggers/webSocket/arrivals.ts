import {
	ExecutionCancelledError,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
} from 'n8n-workflow';

import { admit, type Admitted, type Listening, notePutAside } from '../admission';
import { fetchContent, startItem, type Wishes, CONTENT_SECONDS } from '../../events/content';
import type { AgentMailEvent } from '../../events/event';
import { quotedForLog, titleOf } from '../../events/log';
import { stateOf } from '../state';
import type { Scope } from '../../transport/reach';
import { asFlag } from '../../shared/values';
import { settledOrAborted, sleepUntilAborted } from '../../shared/waiting';
import { logOncePerMinute } from '../../shared/logThrottle';
import { reasonOf } from '../../transport/errors';
import type { Journal } from './journal';
import { deduplicationKey, eventId, storesOnce } from './deduplication';
import { timings, pauseAfter } from './timings';

/** What a trigger's options mean for what arrives. */
export interface Options extends Wishes {
	simplify?: unknown;
	inOrder?: unknown;
}

/** How many events are completed at once when their order does not matter. */
const PARALLEL = 10;

/** An event that was let in. */
interface Arrived extends Admitted {
	event: AgentMailEvent;
	id: string | undefined;
	/** n8n was told of it, and has not said yet what came of it. */
	isHandedOver: boolean;
}

/**
 * Where socket and catch-up meet: each event passes once, is admitted or put aside, completed, and handed to n8n. What n8n
 * has not taken when the trigger ends is owed: the journal keeps it for the next one.
 */
export class Arrivals {
	private readonly isInOrder: boolean;
	private count = 0;
	/** Events of the socket that wait for the end of a catch-up, whose mail is older. */
	private held: AgentMailEvent[] | undefined;
	/** Let in and not stored yet, oldest first. */
	private readonly unstored = new Set<Arrived>();

	/** @param signal ends when the trigger does */
	constructor(
		private readonly context: ITriggerFunctions,
		private readonly listening: Listening,
		private readonly options: Options,
		private readonly journal: Journal,
		private readonly signal: AbortSignal,
	) {
		this.isInOrder = asFlag(options.inOrder) ?? false;
		signal.addEventListener('abort', () => this.end(), { once: true });
	}

	/** An event from the socket. */
	receive(event: AgentMailEvent): void {
		if (this.held) this.held.push(event);
		else this.take(event);
	}

	/** With In Order: what the socket brings from now on comes after what the catch-up finds. */
	hold(): void {
		if (this.isInOrder) this.held ??= [];
	}

	release(): void {
		const { held = [] } = this;
		this.held = undefined;
		for (const event of held) this.take(event);
	}

	/** Takes what an earlier trigger of this journal had to leave. */
	resume(): void {
		for (const { event, scope } of this.journal.owed.splice(0)) {
			if (mayBeOf(this.listening.scope, scope)) this.take(event);
		}
	}

	/**
	 * An event that is not to be waited with. A second one of the same id does nothing.
	 *
	 * @param at when it came, if that was not just now
	 */
	take(event: AgentMailEvent, at?: number): void {
		const id = eventId(event);
		// Before anything is awaited: two at the same moment would both pass n8n's own gate.
		if (id !== undefined && this.journal.seen.has(id)) return;
		if (this.signal.aborted) return this.owe(event);
		const isTest = this.context.getMode() === 'manual';
		const memory = stateOf(this.context);
		const admission = admit(event, this.listening, memory, { isTest, at });
		if (id !== undefined) this.journal.seen.set(id, true);
		if ('because' in admission) {
			notePutAside(this.context, event, admission);
			return;
		}
		const arrived: Arrived = { ...admission, event, id, isHandedOver: false };
		this.unstored.add(arrived);
		const lane = this.isInOrder ? event.inboxId : String(this.count++ % PARALLEL);
		this.journal.lanes.add(lane ?? '', async () => await this.start(arrived));
	}

	/** With In Order it ends with the run, otherwise once n8n has been told. */
	private async start(arrived: Arrived): Promise<void> {
		if (this.signal.aborted) return;
		const { event, mail, id } = arrived;
		const content = mail
			? await fetchContent(this.context, event, this.options, CONTENT_SECONDS.webSocket)
			: { event };
		const arrival = { deliveryId: id ?? null, verifiedBy: 'websocket' };
		const ran = this.handOver(startItem(content, arrival, this.options.simplify), arrived);
		if (this.isInOrder) await ran;
	}

	/**
	 * Hands an item to n8n, again and again until n8n has stored it: its database may be away for a moment. Ends with the
	 * run.
	 */
	private async handOver(item: INodeExecutionData, arrived: Arrived): Promise<void> {
		const { id } = arrived;
		const key = id === undefined ? undefined : deduplicationKey(this.context, id);
		for (let failures = 1; !this.signal.aborted; failures++) {
			const run = this.context.helpers.createDeferredPromise<IRun>();
			arrived.isHandedOver = true;
			this.context.emit([[item]], undefined, run, key);
			const reason = await this.whyNotStored(run.promise);
			if (reason === undefined) {
				this.unstored.delete(arrived);
				return;
			}
			arrived.isHandedOver = false;
			if (this.signal.aborted) return this.giveBack(arrived);
			this.reportUnstored(reason);
			// A signal for each: Node.js warns of one that more than ten wait for.
			await sleepUntilAborted(pauseAfter(failures + 2), AbortSignal.any([this.signal]));
		}
	}

	/** @returns why there was no run; `undefined` when there was one, and it has ended */
	private async whyNotStored(run: Promise<IRun>): Promise<string | undefined> {
		try {
			// Before 2.20, n8n says nothing of a run that it could not store: without an end, the lane would stand still for ever.
			if (this.isInOrder && !storesOnce(this.context)) {
				const over = AbortSignal.timeout(timings.silentRun);
				await settledOrAborted(run, AbortSignal.any([this.signal, over]));
			} else await run;
			return undefined;
		} catch (error) {
			// Somebody stopped the run, so there was one.
			if (error instanceof ExecutionCancelledError) return undefined;
			const reason = reasonOf(error);
			// n8n stores a run that cannot begin, such as one without access to a credential, and has ended it before it looks for its end.
			return reason.includes('No active execution found') ? undefined : reason;
		}
	}

	private reportUnstored(reason: string): void {
		const { context } = this;
		logOncePerMinute(`unstored ${context.getWorkflow().id} ${context.getNode().id}`, (more) =>
			context.logger.warn(
				`${titleOf(context)}: n8n could not start a run, which is tried again. ${quotedForLog(reason, 300)}${more}`,
			),
		);
	}

	/** The trigger ends. What n8n was told of may be stored: {@link handOver} hears. */
	private end(): void {
		for (const arrived of this.unstored) if (!arrived.isHandedOver) this.giveBack(arrived);
		this.release();
	}

	private giveBack(arrived: Arrived): void {
		this.unstored.delete(arrived);
		if (arrived.id !== undefined) this.journal.seen.delete(arrived.id);
		arrived.takeBack();
		this.owe(arrived.event);
	}

	private owe(event: AgentMailEvent): void {
		this.journal.owed.push({ event, scope: this.listening.scope });
	}
}

/** Whether an event of one scope may lie in another. Message events do not name their pod, so what is in doubt stays out. */
function mayBeOf(now: Scope, before: Scope): boolean {
	if (now.level !== 'pod') return true;
	return before.level === 'pod' && before.ids.every((id) => now.ids.includes(id));
}
