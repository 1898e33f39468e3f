import type { ITriggerFunctions } from 'n8n-workflow';

import { titleOf } from '../../events/log';
import { logOncePerMinute } from '../../shared/logThrottle';
import { sleepUntilAborted } from '../../shared/waiting';
import { agentMailApi, CREDENTIAL } from '../../transport/api';
import { endingWith } from '../../transport/cancel';
import type { AgentMailCredential } from '../../transport/server';
import {
	findQueue,
	openQueue,
	removeQueue,
	type Queue,
	type QueueSettings,
} from '../../webhooks/queues';
import { accessBy, commit, QueueError, readBatch, type Access, type QueuedEvent } from './server';
import { timings } from './timings';
import { readToken } from './token';

/**
 * Reads one queue. Its token is kept here only, and made anew when the trigger starts and whenever the server refuses it:
 * that also shuts out a process that should no longer read.
 */
export class QueueReader {
	private readonly context: ITriggerFunctions;
	private access: Access | undefined;

	/**
	 * @param signal aborts when the trigger ends
	 * @param queue the one with these settings, if it is there
	 */
	constructor(
		private readonly node: ITriggerFunctions,
		private readonly settings: QueueSettings,
		private readonly signal: AbortSignal,
		private queue?: Queue,
	) {
		this.context = endingWith(signal, node);
	}

	/** Creates the queue, or takes a new token for it. @throws what the API and {@link readToken} do, and {@link QueueError} */
	async open(): Promise<Access> {
		const before = this.queue;
		const { token, ...queue } = await openQueue(agentMailApi(this.context), this.settings);
		this.queue = queue;
		if (before && before.webhook_id !== queue.webhook_id) this.reportGap();
		const credential = await this.context.getCredentials<AgentMailCredential>(CREDENTIAL);
		this.access = await accessBy(this.context, readToken(token, credential));
		return this.access;
	}

	/** @throws as {@link open} does */
	async read(): Promise<QueuedEvent[]> {
		return await this.with(async (access) => await readBatch(this.context, access));
	}

	/** @throws as {@link open} does */
	async commit(offset: number): Promise<void> {
		await this.with(async (access) => await commit(this.context, access, offset));
	}

	/** Tries once to commit, although the trigger has ended. Never throws: what is not committed comes again. */
	async commitAtEnd(offset: number): Promise<void> {
		const { access } = this;
		if (access) await commit(this.departing(), access, offset).catch(() => undefined);
	}

	/** Deletes the queue, also when the trigger has ended. */
	async remove(): Promise<void> {
		if (this.queue) await removeQueue(agentMailApi(this.departing()), this.queue.webhook_id);
	}

	private async with<T>(work: (access: Access) => Promise<T>): Promise<T> {
		const access = this.access ?? (await this.reopen());
		return await work(access).catch((error: unknown) => {
			if (error instanceof QueueError && error.isTokenDead) this.access = undefined;
			throw error;
		});
	}

	/**
	 * Takes a new token for one that no longer works. If somebody else took one since, they have it for a while: each would
	 * only knock the other out.
	 */
	private async reopen(): Promise<Access> {
		const { queue } = this;
		const now = queue && (await findQueue(agentMailApi(this.context), queue.webhook_id));
		if (now && now.updated_at !== queue.updated_at) {
			this.context.logger.warn(
				`${titleOf(this.context)}: another n8n reads this trigger's queue. If it is a copy of this n8n with the same encryption key, unpublish the workflow there: each event starts only in one of them.`,
			);
			await sleepUntilAborted(timings.contested, this.signal);
		}
		return await this.open();
	}

	private reportGap(): void {
		logOncePerMinute(`queue gone ${this.settings.client_id}`, (more) =>
			this.context.logger.warn(
				`${titleOf(this.context)}: the queue had been deleted at AgentMail and was made anew. Events that were waiting in it are lost.${more}`,
			),
		);
	}

	/** For requests after the end of the trigger. */
	private departing(): ITriggerFunctions {
		return endingWith(AbortSignal.timeout(timings.farewell), this.node);
	}
}
