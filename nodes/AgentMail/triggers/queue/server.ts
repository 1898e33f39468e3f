import { randomUUID } from 'node:crypto';
import type { IHttpRequestOptions, IN8nHttpFullResponse, ITriggerFunctions } from 'n8n-workflow';

import { quotedForLog } from '../../events/log';
import { isRecord, textOf } from '../../shared/json';
import { fromThrown } from '../../transport/errors';
import { path, type ApiPath } from '../../transport/path';
import { timings } from './timings';
import type { QueueToken } from './token';

/*
 * The server that keeps the queue: reading and committing, as the package `svix` does it. Its requests carry the queue's
 * own token, never the AgentMail API key. `subscribe` of that package is not here on purpose: it would overwrite which
 * events AgentMail puts in.
 */

/** Events read at once. Each can have 1 MB. */
const BATCH = 100;

/** Every reader with this name shares one position, and each queue belongs to one trigger. */
const CONSUMER = 'n8n';

/** An event as the queue holds it. */
export interface QueuedEvent {
	/** Its position; positions grow. */
	offset: number;
	/** The same whenever it is read again. */
	id: string;
	/** The event, as a webhook carries it. */
	payload: unknown;
	/** When it was put in. Unix milliseconds. */
	at: number;
}

/** Where a queue is read, and the token for it. */
export interface Access {
	origin: string;
	consumer: ApiPath;
	bearer: string;
}

/** The server refused a request (`status` is HTTP's), or did not answer (0). */
export class QueueError extends Error {
	constructor(
		readonly status: number,
		because: string,
		/** How long the server asks to wait. Milliseconds. */
		readonly retryAfter = 0,
	) {
		super(because);
	}

	/** The token no longer opens the queue. */
	get isTokenDead(): boolean {
		return [401, 403, 404].includes(this.status);
	}

	/** Another reader, or this one before n8n was restarted, still has a batch. (Svix: no_available_lease) */
	get isLeased(): boolean {
		return this.status === 423;
	}
}

/** @throws {QueueError} */
export async function accessBy(context: ITriggerFunctions, token: QueueToken): Promise<Access> {
	const { origin, appId, bearer, place } = token;
	const app = path`/api/v1/app/${appId}`;
	const to = (url: string) => ({ origin, bearer, url });
	const sinkId =
		'sinkId' in place
			? place.sinkId
			: await ask(context, to(String(path`${app}/autoconfig/${place.autoConfigId}`))).then(
					(found) => textOf(isRecord(found) ? found.destId : undefined),
				);
	if (sinkId === undefined) throw unusable();
	return { origin, bearer, consumer: path`${app}/polling-endpoint/${sinkId}/consumer/${CONSUMER}` };
}

/**
 * Reads what comes next. It is leased to this reader until it is committed, or for `timings.lease`.
 *
 * @returns the events by their position; none if nothing is waiting
 * @throws {QueueError}
 */
export async function readBatch(
	context: ITriggerFunctions,
	access: Access,
): Promise<QueuedEvent[]> {
	const query = `limit=${BATCH}&lease_duration_ms=${timings.lease}&starting_position=earliest`;
	const url = `${access.consumer}?${query}`;
	const answer = await ask(context, { ...access, url });
	if (!isRecord(answer) || !Array.isArray(answer.data)) throw unusable();
	return answer.data.map(queuedEvent).sort((a, b) => a.offset - b.offset);
}

/** Everything up to the offset is done with. @throws {QueueError} */
export async function commit(
	context: ITriggerFunctions,
	access: Access,
	offset: number,
): Promise<void> {
	await ask(context, {
		...access,
		url: `${access.consumer}/commit`,
		method: 'POST',
		body: { offset },
		headers: { 'idempotency-key': `auto_${randomUUID()}` },
	});
}

function queuedEvent(item: unknown): QueuedEvent {
	const { offset, id, payload, timestamp } = isRecord(item) ? item : {};
	// Without its position it could not be committed, so it would come again forever.
	if (typeof offset !== 'number') throw unusable();
	const at = Date.parse(String(timestamp));
	return {
		offset,
		id: textOf(id) ?? String(offset),
		payload,
		at: Number.isNaN(at) ? Date.now() : at,
	};
}

const unusable = () => new QueueError(200, 'the queue gave an answer that cannot be read');

interface Question extends Partial<IHttpRequestOptions> {
	origin: string;
	bearer: string;
	url: string;
}

/** @returns the parsed JSON */
async function ask(
	context: ITriggerFunctions,
	{ origin, bearer, url, headers, method = 'GET', body }: Question,
): Promise<unknown> {
	const request: IHttpRequestOptions = {
		url: `${origin}${url}`,
		method,
		body,
		headers: { ...headers, authorization: `Bearer ${bearer}` },
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// Following a redirect could leak the token.
		disableFollowRedirect: true,
		timeout: timings.answer,
	};
	const sent = context.helpers.httpRequest(request) as Promise<IN8nHttpFullResponse>;
	const answer = await sent.catch(unreached);
	if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.body;
	const says = textOf(isRecord(answer.body) ? answer.body.detail : undefined);
	throw new QueueError(
		answer.statusCode,
		`the queue answered HTTP ${answer.statusCode}${says === undefined ? '' : `: ${quotedForLog(says, 200)}`}`,
		Number(answer.headers['retry-after'] ?? 0) * 1000 || 0,
	);
}

/** The thrown error contains the token, so only the network's code is kept. */
function unreached(error: unknown): never {
	throw new QueueError(0, `the queue could not be reached (${fromThrown(error).code})`);
}
