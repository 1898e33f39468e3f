import {
	ExecutionCancelledError,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
} from 'n8n-workflow';

import { fetchContent, startItem, CONTENT_SECONDS } from '../../events/content';
import type { AgentMailEvent } from '../../events/event';
import { quotedForLog, titleOf } from '../../events/log';
import { logOncePerMinute } from '../../shared/logThrottle';
import { settledOrAborted, sleepUntilAborted } from '../../shared/waiting';
import { reasonOf } from '../../transport/errors';
import type { Scope } from '../../transport/reach';
import { admit, logIgnored, type Admitted, type Listening } from '../admission';
import { stateOf } from '../state';
import { deduplicationKey, eventId, storesOnce } from './deduplication';
import type { Journal } from './journal';
import type { Options } from './parameters';
import { timings, pauseAfter } from './timings';

/** How many events are completed at once, unless they must stay in order. */
const PARALLEL = 10;

/** An event that was let in. */
interface Arrived extends Admitted {
	event: AgentMailEvent;
	id: string | undefined;
	/** n8n has it, but has not said yet whether it stored the run. */
	isHandedOver: boolean;
}

/**
 * Where socket and catch-up meet: each event passes once, is let in or ignored, completed, and handed to n8n. Events that
 * n8n has not stored when the trigger ends are owed: the journal keeps them for the next trigger.
 */
export class Arrivals {
	private readonly isInOrder: boolean;
	private count = 0;
	/** Events of the socket that wait for the end of a catch-up, whose email is older. */
	private held: AgentMailEvent[] | undefined;
	/** Let in, but not stored by n8n yet; oldest first. */
	private readonly unstored = new Set<Arrived>();

	/** @param signal aborts when the trigger ends */
	constructor(
		private readonly context: ITriggerFunctions,
		private readonly listening: Listening,
		private readonly options: Options,
		private readonly journal: Journal,
		private readonly signal: AbortSignal,
	) {
		this.isInOrder = options.inOrder ?? false;
		signal.addEventListener('abort', () => this.end(), { once: true });
	}

	/** An event from the socket. */
	receive(event: AgentMailEvent): void {
		if (this.held) this.held.push(event);
		else this.take(event);
	}

	/** With In Order: holds what the socket brings from now on until the catch-up is over. */
	hold(): void {
		if (this.isInOrder) this.held ??= [];
	}

	release(): void {
		const { held = [] } = this;
		this.held = undefined;
		for (const event of held) this.take(event);
	}

	/** Takes what an earlier trigger left in the journal. */
	resume(): void {
		for (const { event, scope } of this.journal.owed.splice(0)) {
			if (mayBeOf(this.listening.scope, scope)) this.take(event);
		}
	}

	/**
	 * Lets an event in, or ignores it. A second one with the same id does nothing.
	 *
	 * @param at when it came, if that was not just now; Unix milliseconds
	 */
	take(event: AgentMailEvent, at?: number): void {
		const id = eventId(event);
		// Before anything is awaited: two at the same moment would both pass n8n's own check.
		if (id !== undefined && this.journal.seen.has(id)) return;
		if (this.signal.aborted) return this.owe(event);
		const isTest = this.context.getMode() === 'manual';
		const admission = admit(event, this.listening, stateOf(this.context), { isTest, at });
		if (id !== undefined) this.journal.seen.set(id, true);
		if ('ignoredBecause' in admission) {
			logIgnored(this.context, event, admission);
			return;
		}
		const arrived: Arrived = { ...admission, event, id, isHandedOver: false };
		this.unstored.add(arrived);
		const lane = this.isInOrder ? event.inboxId : String(this.count++ % PARALLEL);
		this.journal.lanes.add(lane ?? '', async () => await this.start(arrived));
	}

	/** Ends with the run when events must stay in order, otherwise as soon as n8n has the event. */
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
	 * Hands an item to n8n, and again until n8n has stored it: its database may be unavailable for a moment. Ends with the
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
			// A signal of its own: Node.js warns about one with more than ten listeners.
			await sleepUntilAborted(pauseAfter(failures + 2), AbortSignal.any([this.signal]));
		}
	}

	/** @returns why there was no run; `undefined` when there was one and it has ended */
	private async whyNotStored(run: Promise<IRun>): Promise<string | undefined> {
		try {
			// Before 2.20, n8n does not report a run that it could not store: without a limit, the lane would wait forever.
			if (this.isInOrder && !storesOnce(this.context)) {
				const over = AbortSignal.timeout(timings.silentRun);
				await settledOrAborted(run, AbortSignal.any([this.signal, over]));
			} else await run;
			return undefined;
		} catch (error) {
			// Somebody stopped the run, so there was one.
			if (error instanceof ExecutionCancelledError) return undefined;
			const reason = reasonOf(error);
			// A run that cannot begin, such as one without access to a credential, is stored; n8n ends it before it looks for it.
			return reason.includes('No active execution found') ? undefined : reason;
		}
	}

	private reportUnstored(reason: string): void {
		const { context } = this;
		logOncePerMinute(`unstored ${context.getWorkflow().id} ${context.getNode().id}`, (more) =>
			context.logger.warn(
				`${titleOf(context)}: n8n could not start a run; retrying. ${quotedForLog(reason, 300)}${more}`,
			),
		);
	}

	/** The trigger ends. Events that n8n already has may get stored: {@link handOver} learns that. */
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

/** Whether an event of an earlier scope may belong to the present one. In doubt, no: message events do not name their pod. */
function mayBeOf(now: Scope, before: Scope): boolean {
	if (now.level !== 'pod') return true;
	return before.level === 'pod' && before.ids.every((id) => now.ids.includes(id));
}
