import type { IWebhookFunctions } from 'n8n-workflow';

import { BoundedMap } from '../../shared/boundedMap';
import { perTrigger } from '../perTrigger';
import { settledOrAborted } from '../../shared/waiting';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * Told by a response when it is ended. `finish` comes later, and not at all to a sender that has hung up meanwhile, as
 * AgentMail does when n8n is slow.
 */
const ANSWERED = 'prefinish';

/** AgentMail waits 15 s for its answer. */
const LONGEST_WAIT_MS = 10_000;

/**
 * A delivery that started a run. n8n answers it once it has stored the run, or could not: then AgentMail sends it again,
 * and it must count.
 */
export class StartedDelivery {
	/** Until it is answered: with it goes the request, whose body may be large. */
	private response: Response | undefined;

	private status: number | undefined;

	/** @param takeBack undoes what the delivery has used up */
	constructor(
		response: Response,
		readonly takeBack: () => void,
	) {
		this.response = response;
		response.once(ANSWERED, () => {
			this.status = this.response?.statusCode;
			this.response = undefined;
		});
	}

	/** What became of the run; `undefined` if n8n has not said so before a repeat must be answered. */
	async outcome(): Promise<'stored' | 'failed' | undefined> {
		const { response } = this;
		if (response && this.answer() === undefined) {
			const answered = new Promise((resolve) => response.once(ANSWERED, resolve));
			await settledOrAborted(answered, AbortSignal.timeout(LONGEST_WAIT_MS));
		}
		const status = this.answer();
		if (status === undefined) return undefined;
		return status < 300 ? 'stored' : 'failed';
	}

	/** The response itself knows, should Node.js not have said so: behind another on one connection that broke. */
	private answer(): number | undefined {
		return this.response?.writableEnded ? this.response.statusCode : this.status;
	}
}

/** AgentMail's own repeats come seconds to hours after the first try. */
const DELIVERIES = 1000;

/** The deliveries of a trigger that started a run, by what a repeat has too. */
export const startedDeliveries = perTrigger(() => new BoundedMap<StartedDelivery>(DELIVERIES));
