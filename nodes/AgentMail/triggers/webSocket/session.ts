import type { ITriggerFunctions } from 'n8n-workflow';

import type { Listening } from '../admission';
import type { AgentMailEvent } from '../../events/event';
import { quotedForLog, titleOf } from '../../events/log';
import { stateOf } from '../state';
import { learnInboxes } from '../ownInboxes';
import { reachOf, type Reach } from '../../transport/reach';
import { agentMailApi, CREDENTIAL } from '../../transport/api';
import { sleepUntilAborted } from '../../shared/waiting';
import { AgentMailError, reasonOf } from '../../transport/errors';
import { webSocketOriginOf, type AgentMailCredential } from '../../transport/server';
import type { Arrivals } from './arrivals';
import { CatchUp, type CaughtUp } from './catchUp';
import { ServerClock } from './serverClock';
import { Connection, SubscriptionRefused, type Subscription } from './connection';
import type { Journal } from './journal';
import { OutageLog } from './outageLog';
import { timings, pauseAfter } from './timings';
import { isKeyRefused, whoAmI } from './identityCheck';
import { InputError } from '../../shared/inputError';

/** A gateway may refuse a good key once. */
const REFUSALS = 3;

/** Where a trigger begins. */
export type Beginning =
	/** Somebody listens for a test event: nothing is caught up on. */
	| 'test'
	/** Published: what came before is not wanted. With a change, what came in the moment between is, but not what lies elsewhere. */
	| 'now'
	/** n8n was restarted: what came since then is wanted, for a chosen inbox or pod, or for `''`: all that the key reaches. */
	| { since: (chosen: string) => number };

/**
 * Listens until its signal ends: one connection after the other, and after each attempt at one a catch-up, so that e-mail
 * also comes in while WebSockets cannot.
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
	/** Once more when lists have learned of what was new. */
	private isDueAgain = false;
	private wasConnected = false;
	private settle!: () => void;
	/** The first connection is there, or is not to be had at the moment. */
	readonly settled = new Promise<void>((resolve) => (this.settle = resolve));

	/** @param context all of its requests end with the signal */
	constructor(
		private readonly context: ITriggerFunctions,
		private readonly listening: Listening,
		private readonly arrivals: Arrivals,
		private readonly journal: Journal,
		private readonly beginning: Beginning,
		private readonly signal: AbortSignal,
	) {
		this.outage = new OutageLog(context);
	}

	/**
	 * Ends with the signal.
	 *
	 * @throws {AgentMailError} when the key is refused for good
	 * @throws {InputError} when the key does not reach what is chosen
	 * @throws {SubscriptionRefused} when the very first subscription is, for want of a permission
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

	/** Finds out what the key reaches and what is there already, however long that takes. */
	private async begin(): Promise<boolean> {
		for (let failures = 1; !this.signal.aborted; failures++) {
			try {
				const reach = await this.findReach();
				this.refusals = 0;
				await this.mark(reach);
				return true;
			} catch (error) {
				await this.survive(error);
				await sleepUntilAborted(pauseAfter(failures), this.signal);
			}
		}
		return false;
	}

	/** Asked anew whenever AgentMail is: somebody may have put another key into the credential. */
	private async findReach(): Promise<Reach> {
		this.reach = reachOf(this.listening.scope, await whoAmI(this.context, this.clock));
		if (this.listening.filters.skipOwn) {
			await learnInboxes(this.context, stateOf(this.context));
		}
		return this.reach;
	}

	private async mark(reach: Reach): Promise<void> {
		if (this.beginning === 'test') return;
		const api = agentMailApi(this.context);
		const catchUp = new CatchUp(api, this.listening.events, this.journal, this.clock);
		if (typeof this.beginning === 'object') catchUp.lookBackTo(reach, this.beginning.since);
		else await catchUp.beginNow(reach);
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
					const because = await next.spent(this.signal);
					if (because === undefined) return;
					this.context.logger.debug(
						`${titleOf(this.context)}: another connection is opened, because ${because}.`,
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

	/** @returns a connection with its subscription in place; `undefined` if none is to be had now */
	private async connect(): Promise<Connection | undefined> {
		const { podIds = [], inboxIds = [] } = this.reach ?? {};
		const subscription: Subscription = {
			event_types: this.listening.events,
			...(podIds.length > 0 && { pod_ids: podIds }),
			...(inboxIds.length > 0 && { inbox_ids: inboxIds }),
		};
		let connection: Connection | undefined;
		try {
			// What it brings from now on is newer than what the catch-up will find.
			if (this.catchUp) this.arrivals.hold();
			const credential = await this.context.getCredentials<AgentMailCredential>(CREDENTIAL);
			const origin = webSocketOriginOf(credential);
			connection = new Connection(origin, credential.apiKey.trim(), subscription, (event) =>
				this.arrivals.receive(event),
			);
			await connection.ready(this.signal);
			this.outage.end();
			this.refusals = 0;
			this.wasConnected = true;
			this.settle();
			return connection;
		} catch (error) {
			connection?.close();
			await this.survive(error);
			return undefined;
		}
	}

	/**
	 * Throws what cannot pass by itself: a key that AgentMail refuses three times in a row, settings that do not fit, and
	 * before the first connection any refusal. All else is noted, once an outage.
	 */
	private async survive(failure: unknown): Promise<void> {
		if (this.signal.aborted) return;
		if (failure instanceof InputError) throw failure;
		if (!this.wasConnected && isRefusal(failure)) throw failure;
		const error = isKeyRefused(failure) ? failure : await this.keyRefusal(failure);
		if (!error) this.refusals = 0;
		else if (++this.refusals >= REFUSALS) throw error;
		const because = error ?? failure;
		this.outage.goesOn(
			because instanceof Error ? quotedForLog(because.message, 300) : 'of an error',
		);
		if (!error) this.settle();
	}

	/** What AgentMail says against the key, if that is what it says: the WebSocket does not tell. */
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

	/** Catches up whenever it is due, and until it succeeds. Never throws. */
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
					`${titleOf(this.context)}: caught up on ${found} e-mails that the WebSocket had not brought.`,
				);
			}
			if (failure === undefined) failures = 0;
			else {
				failures++;
				this.isDue = true;
				const reason = reasonOf(failure);
				if (failures === 1) {
					this.context.logger.warn(
						`${titleOf(this.context)}: e-mail could not be caught up on, which is tried again. ${quotedForLog(reason, 300)}`,
					);
				}
				this.arrivals.release();
				await sleepUntilAborted(pauseAfter(failures), signal);
			}
			if (!this.isDue) this.arrivals.release();
		}
	}

	/** Until a connection was tried again, or lists know what they did not know then. */
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

/** An answer that will be the same the next time. A refused key is none: a gateway may refuse a good one once. */
function isRefusal(failure: unknown): boolean {
	if (failure instanceof SubscriptionRefused) return true;
	if (!(failure instanceof AgentMailError)) return false;
	return failure.kind === 'refused' || failure.kind === 'notFound';
}
