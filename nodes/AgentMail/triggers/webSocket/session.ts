import type { ITriggerFunctions } from 'n8n-workflow';

import type { AgentMailEvent } from '../../events/event';
import { quotedForLog, titleOf } from '../../events/log';
import { InputError } from '../../shared/inputError';
import { sleepUntilAborted } from '../../shared/waiting';
import { agentMailApi, CREDENTIAL } from '../../transport/api';
import { AgentMailError, reasonOf } from '../../transport/errors';
import { reachOf, type Reach } from '../../transport/reach';
import { webSocketOriginOf, type AgentMailCredential } from '../../transport/server';
import type { Listening } from '../admission';
import { OutageLog } from '../outageLog';
import { learnInboxes } from '../ownInboxes';
import { stateOf } from '../state';
import { pauseAfter } from '../timings';
import type { Arrivals } from './arrivals';
import { CatchUp, type CaughtUp } from './catchUp';
import { Connection, SubscriptionRefused, type Subscription } from './connection';
import { isKeyRefused, whoAmI } from './identityCheck';
import type { Journal } from './journal';
import { listable } from '../mailSources';
import { ServerClock } from './serverClock';
import { timings } from './timings';
import { HOLDS } from './withheld';

/** How often in a row the key must be refused: a gateway may refuse a good one once. */
const REFUSALS = 3;

/** Where a trigger begins. */
export type Beginning =
	/** Somebody listens for a test event: earlier email is not wanted. */
	| 'test'
	/** Published: earlier email is not wanted. After a change, that of the moment in between is, but not in inboxes that are new. */
	| 'now'
	/** n8n was restarted: email since a time is wanted, by chosen inbox or pod, or by `''` for all that the key can reach. */
	| { since: (chosen: string) => number };

/**
 * Listens until its signal aborts: one connection after the other, with a catch-up after each attempt to connect, so that
 * email also arrives where WebSockets are blocked.
 */
export class Session {
	private readonly outage: OutageLog;
	private readonly clock = new ServerClock();
	private catchUp: CatchUp | undefined;
	private reach: Reach | undefined;
	private refusals = 0;
	/** Wakes the loop that catches up. */
	private wake: () => void = () => undefined;
	private isDue = false;
	/** A second catch-up follows when lists have had time to update. */
	private isDueAgain = false;
	private wasConnected = false;
	/** AgentMail tells what Agent Armor holds; servers that do not have it refuse the subscription. */
	private knowsHolds = true;
	private settle!: () => void;
	/** Resolves when the first connection is open, or could not be opened for the moment. */
	readonly settled = new Promise<void>((resolve) => (this.settle = resolve));

	/** @param context aborts its requests with the signal */
	constructor(
		private readonly context: ITriggerFunctions,
		private readonly listening: Listening,
		private readonly arrivals: Arrivals,
		private readonly journal: Journal,
		private readonly beginning: Beginning,
		private readonly signal: AbortSignal,
	) {
		this.outage = new OutageLog(context, 'missed email is fetched afterwards');
	}

	/**
	 * Ends when the signal aborts.
	 *
	 * @throws {AgentMailError} when the key is refused repeatedly
	 * @throws {InputError} when the key cannot reach what is chosen
	 * @throws {SubscriptionRefused} when the very first subscription is refused because a permission is missing
	 */
	async run(): Promise<void> {
		if (!(await this.begin())) return;
		const stop = new AbortController();
		const catching = this.keepCaughtUp(AbortSignal.any([this.signal, stop.signal]));
		try {
			await this.stayConnected();
		} finally {
			stop.abort();
			await catching;
		}
	}

	/** Finds out what the key can reach and which email is already there. Tries until that succeeds. */
	private async begin(): Promise<boolean> {
		for (let failures = 1; !this.signal.aborted; failures++) {
			try {
				const reach = await this.findReach();
				this.refusals = 0;
				await this.markBeginning(reach);
				return true;
			} catch (error) {
				await this.survive(error);
				await sleepUntilAborted(pauseAfter(failures), this.signal);
			}
		}
		return false;
	}

	/** Asked again each time: somebody may have changed the key in the credential. */
	private async findReach(): Promise<Reach> {
		this.reach = reachOf(this.listening.scope, await whoAmI(this.context, this.clock));
		if (this.listening.filters.skipOwn) {
			await learnInboxes(this.context, stateOf(this.context));
		}
		return this.reach;
	}

	private async markBeginning(reach: Reach): Promise<void> {
		if (this.beginning === 'test') return;
		const api = agentMailApi(this.context);
		const { events, filters } = this.listening;
		const needsScan = filters.onlyClear ?? false;
		const catchUp = new CatchUp(api, events, this.journal, this.clock, needsScan);
		if (typeof this.beginning === 'object') catchUp.lookBackTo(reach, this.beginning.since);
		else await catchUp.beginNow(reach);
		await catchUp.learnHeld(reach);
		this.journal.missedSince = undefined;
		this.catchUp = catchUp;
	}

	private async stayConnected(): Promise<void> {
		let current: Connection | undefined;
		try {
			for (let failures = 0; !this.signal.aborted;) {
				const next = await this.connect();
				this.catchUpSoon();
				if (next) {
					current?.close();
					current = next;
					const reason = await next.spent(this.signal);
					if (reason === undefined) return;
					this.context.logger.debug(
						`${titleOf(this.context)}: opening another connection (${reason}).`,
					);
					if (next.isOpen) {
						failures = 0;
						continue;
					}
					this.outage.begin();
					failures = next.life < timings.goodLife ? failures + 1 : 1;
				} else failures++;
				await sleepUntilAborted(pauseAfter(failures), this.signal);
			}
		} finally {
			current?.close();
		}
	}

	/** @returns a connection with its subscription in place; `undefined` if that failed for the moment */
	private async connect(): Promise<Connection | undefined> {
		const { podIds = [], inboxIds = [] } = this.reach ?? {};
		const event_types = this.subscribedEvents();
		const subscription: Subscription = {
			event_types,
			...(podIds.length > 0 && { pod_ids: podIds }),
			...(inboxIds.length > 0 && { inbox_ids: inboxIds }),
		};
		let connection: Connection | undefined;
		try {
			// What the new connection brings is newer than what the catch-up will find.
			if (this.catchUp) this.arrivals.hold();
			const credential = await this.context.getCredentials<AgentMailCredential>(CREDENTIAL);
			const origin = webSocketOriginOf(credential);
			connection = new Connection(origin, credential.apiKey.trim(), subscription, (event) =>
				this.receive(event),
			);
			await connection.ready(this.signal);
			this.outage.end();
			this.refusals = 0;
			this.wasConnected = true;
			this.settle();
			return connection;
		} catch (error) {
			connection?.close();
			const asksMore = event_types.length > this.listening.events.length;
			if (error instanceof SubscriptionRefused && asksMore) {
				this.knowsHolds = false;
				return await this.connect();
			}
			await this.survive(error);
			return undefined;
		}
	}

	/** What is chosen, and what Agent Armor holds: released during an outage, it is found by that alone. */
	private subscribedEvents(): string[] {
		const { events } = this.listening;
		const isNeeded = this.catchUp && this.knowsHolds && listable(events).length > 0;
		return isNeeded ? [...new Set([...events, HOLDS])] : events;
	}

	private receive(event: AgentMailEvent): void {
		this.journal.withheld.note(event);
		if (event.type !== HOLDS || this.listening.events.includes(HOLDS)) this.arrivals.receive(event);
	}

	/**
	 * Throws what trying again cannot solve: a key that AgentMail refuses three times in a row, settings that do not fit,
	 * and before the first connection any refusal. Everything else is logged, once per outage.
	 */
	private async survive(failure: unknown): Promise<void> {
		if (this.signal.aborted) return;
		if (failure instanceof InputError) throw failure;
		if (!this.wasConnected && isRefusal(failure)) throw failure;
		const error = isKeyRefused(failure) ? failure : await this.keyRefusal(failure);
		if (!error) this.refusals = 0;
		else if (++this.refusals >= REFUSALS) throw error;
		this.outage.goesOn(quotedForLog(reasonOf(error ?? failure), 300));
		if (!error) this.settle();
	}

	/** The API's error about the key, if the key is the problem: a WebSocket does not say. */
	private async keyRefusal(failure: unknown): Promise<AgentMailError | undefined> {
		if (failure instanceof AgentMailError) return undefined;
		try {
			await whoAmI(this.context, this.clock);
			return undefined;
		} catch (error) {
			return isKeyRefused(error) ? error : undefined;
		}
	}

	private catchUpSoon(): void {
		if (!this.catchUp) return;
		this.isDue = true;
		this.isDueAgain = true;
		this.wake();
	}

	/** Catches up whenever that is due, and tries until it succeeds. Never throws. */
	private async keepCaughtUp(signal: AbortSignal): Promise<void> {
		for (let failures = 0; !signal.aborted;) {
			if (!this.isDue) {
				await this.untilDue(signal);
				continue;
			}
			this.isDue = false;
			this.arrivals.resume();
			const { found, failure } = await this.findMissed();
			if (signal.aborted) return;
			if (found > 0) {
				this.context.logger.info(
					`${titleOf(this.context)}: fetched ${found} missed ${found === 1 ? 'email' : 'emails'}.`,
				);
			}
			if (failure === undefined) failures = 0;
			else {
				failures++;
				this.isDue = true;
				const reason = reasonOf(failure);
				if (failures === 1) {
					this.context.logger.warn(
						`${titleOf(this.context)}: could not fetch missed email; retrying. ${quotedForLog(reason, 300)}`,
					);
				}
				this.arrivals.release();
				await sleepUntilAborted(pauseAfter(failures), signal);
			}
			if (!this.isDue) this.arrivals.release();
		}
	}

	/** Waits for the next attempt to connect, or until lists have had time to update. */
	private async untilDue(signal: AbortSignal): Promise<void> {
		const woken = new AbortController();
		this.wake = () => woken.abort();
		const either = AbortSignal.any([signal, woken.signal]);
		await sleepUntilAborted(this.isDueAgain ? timings.overlap : timings.age, either);
		if (woken.signal.aborted) return;
		this.isDue = true;
		this.isDueAgain = false;
	}

	private async findMissed(): Promise<CaughtUp> {
		const take = (event: AgentMailEvent, at: number) => this.arrivals.take(event, at);
		try {
			return (await this.catchUp?.run(await this.findReach(), take)) ?? { found: 0 };
		} catch (failure) {
			return { found: 0, failure };
		}
	}
}

/** Whether trying again would get the same answer. Not for a refused key: a gateway may refuse a good one once. */
function isRefusal(failure: unknown): boolean {
	if (failure instanceof SubscriptionRefused) return true;
	if (!(failure instanceof AgentMailError)) return false;
	return failure.kind === 'refused' || failure.kind === 'notFound';
}
