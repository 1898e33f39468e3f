import type { INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';

import { fetchContent, startItem, CONTENT_SECONDS } from '../../events/content';
import type { AgentMailEvent } from '../../events/event';
import { sleepUntilAborted } from '../../shared/waiting';
import { admit, logIgnored, type Admitted, type Listening } from '../admission';
import { eventId, storesOnce } from '../deduplication';
import { handOver, reportUnstored } from '../handOver';
import { mayBeOf } from '../priorScope';
import { stateOf } from '../state';
import { pauseAfter, timings } from '../timings';
import type { Journal } from './journal';
import type { Options } from './parameters';

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
		const { event, id } = arrived;
		const seconds = CONTENT_SECONDS.webSocket;
		const content = await fetchContent(this.context, event, this.options, seconds);
		const arrival = { deliveryId: id ?? null, verifiedBy: 'websocket' };
		const ran = this.run(startItem(content, arrival, this.options.simplify), arrived);
		if (this.isInOrder) await ran;
	}

	/**
	 * Hands an item to n8n, and again until n8n has stored it: its database may be unavailable for a moment. Ends with the
	 * run.
	 */
	private async run(item: INodeExecutionData, arrived: Arrived): Promise<void> {
		for (let failures = 1; !this.signal.aborted; failures++) {
			arrived.isHandedOver = true;
			const reason = await handOver(this.context, item, arrived.id, this.silence());
			if (reason === undefined) {
				this.unstored.delete(arrived);
				return;
			}
			arrived.isHandedOver = false;
			if (this.signal.aborted) return this.giveBack(arrived);
			reportUnstored(this.context, reason);
			// A signal of its own: Node.js warns about one with more than ten listeners.
			await sleepUntilAborted(pauseAfter(failures + 2), AbortSignal.any([this.signal]));
		}
	}

	/** Before 2.20, n8n does not report a run that it could not store: without a limit, the lane would wait forever. */
	private silence(): AbortSignal | undefined {
		if (!this.isInOrder || storesOnce(this.context)) return undefined;
		return AbortSignal.any([this.signal, AbortSignal.timeout(timings.silentRun)]);
	}

	/** The trigger ends. Events that n8n already has may get stored: {@link run} learns that. */
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
