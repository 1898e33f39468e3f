import type { IWebhookFunctions } from 'n8n-workflow';

import { BoundedMap } from '../../shared/boundedMap';
import { settledOrAborted } from '../../shared/waiting';
import { perTrigger } from '../perTrigger';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * Emitted by a response when it is ended. `finish` comes later, and never if the sender has hung up, as AgentMail does
 * when n8n is slow.
 */
const ANSWERED = 'prefinish';

/** AgentMail waits 15 s for an answer. */
const LONGEST_WAIT_MS = 10_000;

/**
 * A delivery that started a run. n8n answers it once it has stored the run. If it could not, AgentMail sends the delivery
 * again, and that one must start a run.
 */
export class StartedDelivery {
	/** Kept until it is answered only: it holds the request, whose body may be large. */
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

	/** Whether n8n stored the run; `undefined` if that is still open when a repeat has to be answered. */
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

	/** Node.js does not emit {@link ANSWERED} for a response that waits behind another on a broken connection. */
	private answer(): number | undefined {
		return this.response?.writableEnded ? this.response.statusCode : this.status;
	}
}

/** AgentMail repeats a delivery seconds to hours after the first try. */
const DELIVERIES = 1000;

/** The deliveries of a trigger that started a run, by an id that a repeat shares. */
export const startedDeliveries = perTrigger(() => new BoundedMap<StartedDelivery>(DELIVERIES));
