import {
	ExecutionCancelledError,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
} from 'n8n-workflow';

import { admit, type Admitted, type Listening } from '../events/admission';
import { fetchContent, itemOf, type Wishes } from '../events/content';
import { CONTENT_SECONDS } from '../events/contentOptions';
import type { AgentMailEvent } from '../events/event';
import { shown, titleOf } from '../events/log';
import { memoryOf } from '../events/memory';
import { rest } from '../transport/deadline';
import type { Journal } from './journal';
import { Lanes } from './lanes';
import { deduplicationKey, idOf } from './once';
import { pauseAfter } from './pace';

/** What a trigger's options mean for what arrives. */
export interface Options extends Wishes {
	simplify?: boolean;
	inOrder?: boolean;
}

/** How many events are completed at once when their order does not matter. */
const PARALLEL = 10;

/**
 * Where socket and catch-up meet: each event passes once, is admitted or put aside, completed, and handed to n8n.
 */
export class Arrivals {
	private readonly lanes = new Lanes();
	private count = 0;
	/** Events of the socket that wait for the end of a catch-up, whose mail is older. */
	private held: AgentMailEvent[] | undefined;

	/** @param signal ends when the trigger does */
	constructor(
		private readonly context: ITriggerFunctions,
		private readonly listening: Listening,
		private readonly options: Options,
		private readonly journal: Journal,
		private readonly signal: AbortSignal,
	) {}

	/** An event from the socket. */
	receive(event: AgentMailEvent): void {
		if (this.held) this.held.push(event);
		else this.take(event);
	}

	/** With In Order: what the socket brings from now on comes after what the catch-up finds. */
	hold(): void {
		if (this.options.inOrder === true) this.held ??= [];
	}

	release(): void {
		const { held = [] } = this;
		this.held = undefined;
		for (const event of held) this.take(event);
	}

	/** An event that is not to be waited with. A second one of the same id does nothing. */
	take(event: AgentMailEvent): void {
		const id = idOf(event);
		// Before anything is awaited: two at the same moment would both pass n8n's own gate.
		if (id !== undefined && this.journal.seen.has(id)) return;
		const isTest = this.context.getMode() === 'manual';
		const memory = memoryOf(this.context);
		const admission = admit(event, this.listening, memory, { isTest });
		if (id !== undefined) this.journal.seen.set(id, true);
		if ('because' in admission) {
			const from = admission.mail
				? ` from ${shown(admission.mail.sender ?? 'nobody certain')}`
				: '';
			this.context.logger.debug(
				`${titleOf(this.context)}: ${shown(event.type)}${from} was put aside, because ${admission.because}.`,
			);
			return;
		}
		const lane = this.options.inOrder === true ? event.inboxId : String(this.count++ % PARALLEL);
		this.lanes.add(lane ?? '', async () => await this.start(event, admission, id));
	}

	/** With In Order it ends with the run, otherwise once n8n has been told. */
	private async start(
		event: AgentMailEvent,
		{ mail, takeBack }: Admitted,
		id: string | undefined,
	): Promise<void> {
		const content =
			mail && !this.signal.aborted
				? await fetchContent(this.context, event, this.options, CONTENT_SECONDS.webSocket)
				: { event };
		const arrival = { deliveryId: id ?? null, verifiedBy: 'websocket' };
		const item = itemOf(content, arrival, this.options.simplify);
		const ran = this.handOver(item, id).then((isStored) => {
			if (isStored) return;
			if (id !== undefined) this.journal.seen.delete(id);
			takeBack();
		});
		if (this.options.inOrder === true) await ran;
	}

	/**
	 * Hands an item to n8n, again and again until n8n has stored it: its database may be away for a moment.
	 *
	 * @returns whether it is stored, when the run has ended
	 */
	private async handOver(item: INodeExecutionData, id: string | undefined): Promise<boolean> {
		const key = id === undefined ? undefined : deduplicationKey(this.context, id);
		for (let failures = 1; !this.signal.aborted; failures++) {
			const run = this.context.helpers.createDeferredPromise<IRun>();
			this.context.emit([[item]], undefined, run, key);
			try {
				await run.promise;
				return true;
			} catch (error) {
				// Somebody stopped the run, so there was one.
				if (error instanceof ExecutionCancelledError) return true;
				const reason = error instanceof Error ? error.message : String(error);
				this.context.logger.warn(
					`${titleOf(this.context)}: n8n could not start a run, which is tried again. ${shown(reason, 300)}`,
				);
				await rest(pauseAfter(failures + 2), this.signal);
			}
		}
		return false;
	}
}
