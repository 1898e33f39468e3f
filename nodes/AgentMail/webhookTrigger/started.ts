import type { IWebhookFunctions } from 'n8n-workflow';

import { BoundedMap } from '../events/boundedMap';
import { perTrigger } from '../events/perTrigger';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * A delivery that started a run. n8n answers it once it has stored the run, or could not: then AgentMail sends it again,
 * and it must count.
 */
export class Started {
	private response: Response | undefined;

	private status: number | undefined;

	/** @param takeBack undoes what the delivery has used up */
	constructor(
		response: Response,
		readonly takeBack: () => void,
	) {
		this.response = response;
		// With it goes the request, whose body may be large.
		response.once('finish', () => {
			this.status = this.response?.statusCode;
			this.response = undefined;
		});
	}

	isWaiting(): boolean {
		return this.answer() === undefined;
	}

	hasFailed(): boolean {
		return (this.answer() ?? 0) >= 300;
	}

	/** Who has hung up meanwhile hears nothing, and `finish` never comes: the response itself knows how it was ended. */
	private answer(): number | undefined {
		return this.response?.writableEnded ? this.response.statusCode : this.status;
	}
}

/** AgentMail's own repeats come seconds to hours after the first try. */
const DELIVERIES = 1000;

/** The deliveries of a trigger that started a run, by what a repeat has too. */
export const startedBy = perTrigger(() => new BoundedMap<Started>(DELIVERIES));
