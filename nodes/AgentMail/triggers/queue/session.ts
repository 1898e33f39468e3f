import type { ITriggerFunctions } from 'n8n-workflow';

import { quotedForLog, titleOf } from '../../events/log';
import { InputError } from '../../shared/inputError';
import { sleepUntilAborted } from '../../shared/waiting';
import { agentMailApi, CREDENTIAL } from '../../transport/api';
import { endingWith } from '../../transport/cancel';
import { AgentMailError, reasonOf } from '../../transport/errors';
import { reachOf } from '../../transport/reach';
import { REGIONS, serverOf, type AgentMailCredential } from '../../transport/server';
import {
	expiredTests,
	listQueues,
	queueMark,
	removeQueue,
	scopeOfQueue,
	settingsOf,
	wantedQueue,
} from '../../webhooks/queues';
import type { Listening } from '../admission';
import type { Session } from '../listen';
import { OutageLog } from '../outageLog';
import { mayBeOf } from '../priorScope';
import { pauseAfter } from '../timings';
import type { Intake } from './intake';
import { QueueReader } from './reader';
import { QueueError } from './server';
import { timings } from './timings';

/** How often in a row the key must be refused: a gateway may refuse a good one once. */
const REFUSALS = 3;

/** What a trigger does with the queue that is there. */
export type Beginning =
	/** Somebody listens for a test event, in a queue for that alone. */
	| 'test'
	/** Published: what came before is not wanted. */
	| 'anew'
	/** n8n was restarted, or the workflow was changed. */
	| 'goOn';

/**
 * Reads the queue of a trigger until its signal aborts, one batch after the other: the next is read when n8n has stored
 * the runs of the one before.
 */
export class QueueSession implements Session {
	private readonly outage: OutageLog;
	private refusals = 0;
	private wasOpen = false;
	private settle!: () => void;
	readonly settled = new Promise<void>((resolve) => (this.settle = resolve));

	/** Its requests end with the signal. */
	private readonly context: ITriggerFunctions;

	/** @param longestWait between two reads, in milliseconds */
	constructor(
		private readonly node: ITriggerFunctions,
		private readonly listening: Listening,
		private readonly intake: Intake,
		private readonly beginning: Beginning,
		private readonly longestWait: number,
		private readonly signal: AbortSignal,
	) {
		this.context = endingWith(signal, node);
		this.outage = new OutageLog(node, 'AgentMail keeps the events until then');
	}

	/**
	 * Ends when the signal has aborted and the last requests are made.
	 *
	 * @throws {AgentMailError} when the key is refused repeatedly, or the queue is at the beginning
	 * @throws {InputError} when the key cannot reach what is chosen
	 */
	async run(): Promise<void> {
		const queues = await this.persist(async () => await this.prepare());
		if (!queues) return;
		const { current, earlier } = queues;
		try {
			for (const queue of earlier) await this.drain(queue);
			await this.follow(current);
		} finally {
			// n8n ends a trigger alike when it stops and when a person unpublishes: the queue of a published one stays.
			if (this.beginning === 'test') await this.remove(current);
		}
	}

	/** Makes the queue ready, and finds those that the same trigger had with other events, inboxes or pods. */
	private async prepare(): Promise<{ current: QueueReader; earlier: QueueReader[] }> {
		const { node, listening, signal } = this;
		const api = agentMailApi(this.context);
		const reach = reachOf(listening.scope, await api.identity());
		const credential = await this.context.getCredentials<AgentMailCredential>(CREDENTIAL);
		const all = await listQueues(api).catch((error: unknown) => notOffered(error, credential));
		// Cleaning up is a courtesy, so a failure does not matter.
		const expired = expiredTests(all, node.getInstanceId());
		await Promise.allSettled(expired.map(async (each) => await removeQueue(api, each.webhook_id)));

		const mark = this.mark();
		const wanted = wantedQueue(mark, listening.events, reach);
		const own = all.filter(({ client_id }) => client_id.startsWith(mark));
		const isKept = (queue: (typeof own)[number]) =>
			this.beginning === 'goOn' && mayBeOf(listening.scope, scopeOfQueue(queue));
		for (const queue of own) {
			if (!isKept(queue)) await removeQueue(api, queue.webhook_id);
		}
		const kept = own.filter(isKept);
		const known = kept.find(({ client_id }) => client_id === wanted.client_id);
		const current = new QueueReader(node, wanted, signal, known);
		await current.open();
		this.wasOpen = true;
		this.settle();
		const earlier = kept
			.filter((queue) => queue !== known)
			.map((queue) => new QueueReader(node, settingsOf(queue), signal, queue));
		return { current, earlier };
	}

	/** Of the queues of this trigger. */
	private mark(): string {
		const { node, beginning } = this;
		const { id: workflowId = '' } = node.getWorkflow();
		return queueMark(node.getInstanceId(), beginning === 'test', workflowId, node.getNode().id);
	}

	/** Takes what is left in a queue, then deletes it. */
	private async drain(queue: QueueReader): Promise<void> {
		while (!this.signal.aborted) {
			const isEmpty = await this.takeNext(queue);
			if (isEmpty === undefined) await sleepUntilAborted(timings.shortestWait, this.signal);
			if (isEmpty) return await this.remove(queue);
		}
	}

	private async follow(queue: QueueReader): Promise<void> {
		const shortest = Math.min(timings.shortestWait, this.longestWait);
		let wait = shortest;
		while (!this.signal.aborted) {
			const isEmpty = await this.takeNext(queue);
			if (isEmpty === false) {
				wait = shortest;
				continue;
			}
			await sleepUntilAborted(wait, this.signal);
			wait = isEmpty === undefined ? shortest : Math.min(wait * 2, this.longestWait);
		}
	}

	/**
	 * Takes one batch, and commits what n8n has.
	 *
	 * @returns whether the queue was empty; `undefined` while a batch is leased
	 */
	private async takeNext(queue: QueueReader): Promise<boolean | undefined> {
		const events = await this.persist(async () => await queue.read().catch(unlessLeased));
		if (!events) return undefined;
		if (events.length === 0) return true;
		const offset = await this.intake.take(events);
		if (offset === undefined) return undefined;
		await this.persist(async () => await queue.commit(offset).catch(unlessRefused));
		// Once more: the trigger may have ended before the commit was there.
		if (this.signal.aborted) await queue.commitAtEnd(offset);
		return false;
	}

	private async remove(queue: QueueReader): Promise<void> {
		await queue.remove().catch((error: unknown) => {
			const reason = quotedForLog(reasonOf(error), 300);
			this.context.logger.warn(
				`${titleOf(this.context)}: could not delete a queue that is no longer needed. The next start tries again. ${reason}`,
			);
		});
	}

	/** Tries until it succeeds. @returns `undefined` when the trigger has ended */
	private async persist<T>(work: () => Promise<T>): Promise<T | undefined> {
		for (let failures = 1; !this.signal.aborted; failures++) {
			try {
				const result = await work();
				this.outage.end();
				this.refusals = 0;
				return result;
			} catch (error) {
				this.survive(error);
				const asked = error instanceof QueueError ? error.retryAfter : 0;
				const pause = Math.max(pauseAfter(failures), Math.min(asked, timings.answer));
				await sleepUntilAborted(pause, this.signal);
			}
		}
		return undefined;
	}

	/**
	 * Throws what trying again cannot solve: a key that AgentMail refuses three times in a row, settings that do not fit,
	 * and before the queue was open any refusal. Everything else is logged, once per outage.
	 */
	private survive(failure: unknown): void {
		if (this.signal.aborted) return;
		if (failure instanceof InputError) throw failure;
		const kind = failure instanceof AgentMailError ? failure.kind : undefined;
		if (!this.wasOpen && (kind === 'refused' || kind === 'notFound')) throw failure;
		if (kind !== 'keyRefused') this.refusals = 0;
		else if (++this.refusals >= REFUSALS) throw failure;
		this.outage.goesOn(quotedForLog(reasonOf(failure), 300));
		if (kind !== 'keyRefused') this.settle();
	}
}

/** For `catch`: `undefined` while an earlier batch is leased. */
function unlessLeased(error: unknown): undefined {
	if (!(error instanceof QueueError && error.isLeased)) throw error;
}

/** For `catch`: a commit that the server refuses is given up. The batch comes again, and its events are known. */
function unlessRefused(error: unknown): undefined {
	const isRefused =
		error instanceof QueueError &&
		!error.isTokenDead &&
		error.status >= 400 &&
		error.status < 500 &&
		error.status !== 429;
	if (!isRefused) throw error;
}

/**
 * An account without queues has no such path, or one where this is an ID of the wrong form. In the EU region, its gateway
 * may also answer as if the key were wrong.
 */
function notOffered(error: unknown, credential: AgentMailCredential): never {
	const { status = 0 } = error instanceof AgentMailError ? error : {};
	const isEu = serverOf(credential).origin === REGIONS.eu.origin;
	throw [400, 404].includes(status) || (isEu && status === 403)
		? new InputError(
				'AgentMail has no queues for this account: they exist in the US region only. Use the AgentMail WebSocket Trigger or the AgentMail Trigger instead.',
			)
		: error;
}
