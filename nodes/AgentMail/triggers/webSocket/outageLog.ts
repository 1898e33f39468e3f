import type { ITriggerFunctions } from 'n8n-workflow';

import { titleOf } from '../../events/log';

/** Says once that there is no connection, and once, when it is back, for how long there was none. */
export class OutageLog {
	private since: number | undefined;
	private isSaid = false;

	constructor(private readonly context: ITriggerFunctions) {}

	/** There is no connection any more. */
	begin(): void {
		this.since ??= Date.now();
	}

	/** It could not be restored at once. */
	goesOn(because: string): void {
		this.begin();
		if (this.isSaid) return;
		this.isSaid = true;
		this.context.logger.warn(
			`${titleOf(this.context)}: there is no connection to AgentMail, because ${because}. It is tried again until there is one; e-mail of the meantime will be caught up on.`,
			this.where(),
		);
	}

	end(): void {
		if (this.since === undefined) return;
		const seconds = Math.ceil((Date.now() - this.since) / 1000);
		this.context.logger.info(
			`${titleOf(this.context)}: connected to AgentMail again after ${seconds} s without.`,
			this.where(),
		);
		this.since = undefined;
		this.isSaid = false;
	}

	private where() {
		return { workflowId: this.context.getWorkflow().id, nodeName: this.context.getNode().name };
	}
}
