import type { ITriggerFunctions } from 'n8n-workflow';

import { titleOf } from '../events/log';

/** Logs one line when an outage begins and one, with its length, when it is over. */
export class OutageLog {
	private since: number | undefined;
	private isLogged = false;

	/** @param meanwhile what becomes of the events of an outage; part of a sentence */
	constructor(
		private readonly context: ITriggerFunctions,
		private readonly meanwhile: string,
	) {}

	/** The connection ended. */
	begin(): void {
		this.since ??= Date.now();
	}

	/** A new one could not be opened at once. */
	goesOn(reason: string): void {
		this.begin();
		if (this.isLogged) return;
		this.isLogged = true;
		this.context.logger.warn(
			`${titleOf(this.context)}: no connection to AgentMail (${reason}). Reconnecting; ${this.meanwhile}.`,
			this.where(),
		);
	}

	end(): void {
		if (this.since === undefined) return;
		const seconds = Math.ceil((Date.now() - this.since) / 1000);
		this.context.logger.info(
			`${titleOf(this.context)}: reconnected to AgentMail after ${seconds} s.`,
			this.where(),
		);
		this.since = undefined;
		this.isLogged = false;
	}

	private where() {
		return { workflowId: this.context.getWorkflow().id, nodeName: this.context.getNode().name };
	}
}
