import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { pause, stopIfCancelled } from './cancel';
import { AgentMailError, fromThrown } from './errors';
import { isOfFreshInbox, noteInbox, waitForFreshInbox } from './freshInbox';
import { AUTH_ME, identityOf } from './identity';
import { missingAt } from './notFound';
import { Pace } from './pace';
import type { ApiPath } from './path';
import { isInDoubt, reasonToRepeat, waitBeforeRepeat, type Repeatability } from './retry';
import type { AdaptiveWidth } from '../shared/adaptiveWidth';
import { keptFor } from '../shared/keptFor';
import { logOncePerMinute } from '../shared/logThrottle';
import { regionOfKey, REGIONS, serverOf, type AgentMailCredential } from './server';
import { jsonBytes } from './storedFile';
import { timings as usualTimings, type Timings } from './timings';
import type { Api, ApiContext, Query } from './types';
import { unreachedSentence } from './unreached';
import { InputError } from '../shared/inputError';

export const CREDENTIAL = 'agentMailApi';

interface ApiOptions {
	/** Called with the `Date` header of every response: AgentMail's time. */
	onAnswer?: (date: unknown) => void;
	/** Learns how many requests AgentMail takes at once. */
	width?: AdaptiveWidth;
	timings?: Timings;
}

/** n8n reads the credential from its database and decrypts it each time, which costs as much as the request. */
const CREDENTIAL_KEPT_MS = 5_000;

/**
 * The API for a context. Make one per execution: its requests share the pause that a 429 asks for, and the credential.
 *
 * Methods throw {@link AgentMailError} for every response outside 2xx, and if there is none.
 */
export function agentMailApi(
	context: ApiContext,
	{ onAnswer, width, timings = usualTimings }: ApiOptions = {},
): Api {
	const pace = new Pace(context, width);
	const credential = keptFor(
		CREDENTIAL_KEPT_MS,
		async () => await context.getCredentials<AgentMailCredential>(CREDENTIAL),
	);

	async function send<T>(request: IHttpRequestOptions, repeatability: Repeatability): Promise<T> {
		let answerLost = false;
		let inDoubt = false;
		for (let tries = 1; ; tries++) {
			const turn = await pace.turn();
			const { body, error, retryAfter } = await attempt(context, request, credential, onAnswer);
			if (!error) {
				pace.success(turn, sizeOf(request));
				return body as T;
			}
			// An earlier attempt, whose response was lost, has deleted it.
			if (request.method === 'DELETE' && error.kind === 'notFound' && answerLost) {
				return undefined as T;
			}

			answerLost ||= error.isAnswerLost;
			inDoubt ||= isInDoubt(error, repeatability);
			const isThrottled = error.kind === 'throttled';
			if (isThrottled && pace.isMoving(turn)) tries = 1;
			const wait =
				error.kind === 'notFound' && (await isOfFreshInbox(api, request.method!, request.url))
					? waitForFreshInbox(tries, timings)
					: waitBeforeRepeat({ error, repeatability, tries, retryAfter }, timings);
			if (wait === undefined) {
				throw withOutcome(await explained(context, api, request, error), tries, inDoubt);
			}
			reportRepeat(context, error);
			if (isThrottled) pace.turnedAway(wait);
			else await pause(context, wait);
		}
	}

	const to = (path: ApiPath) => requestTo(path, timings);
	const api: Api = {
		get: async (path, query = {}) =>
			await send({ ...to(path), method: 'GET', url: `/v0${path}${queryString(query)}` }, 'read'),
		post: async (path, body, { idempotencyKey, repeatability } = {}) => {
			const named = body !== undefined && 'client_id' in body ? 'keyed' : 'once';
			const request: IHttpRequestOptions = { ...to(path), ...(await json(body)), method: 'POST' };
			if (idempotencyKey !== undefined) {
				request.headers = { ...request.headers, 'Idempotency-Key': idempotencyKey };
			}
			const how = repeatability ?? (idempotencyKey === undefined ? named : 'sent');
			const answer = await send<Awaited<ReturnType<Api['post']>>>(request, how);
			noteInbox(path, answer);
			return answer as never;
		},
		patch: async (path, body, repeatability = 'change') =>
			await send({ ...to(path), ...(await json(body)), method: 'PATCH' }, repeatability),
		delete: async (path) => await send({ ...to(path), method: 'DELETE' }, 'change'),
		identity: async () => await identityOf(await credential(), api),
	};
	return api;
}

/**
 * The credential adds the server and the key (`AgentMailApi.credentials.ts`), so the request has only a path. Redirects
 * are not followed: the API sends none, and following one could leak the key.
 */
function requestTo(path: ApiPath, { idle }: Timings): IHttpRequestOptions {
	return {
		url: `/v0${path}`,
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: idle,
	};
}

const sizeOf = ({ body }: IHttpRequestOptions) => (body instanceof Uint8Array ? body.length : 0);

/** As bytes, because n8n drops an empty object as a body, and some calls send `{}`. */
async function json(body: object | undefined): Promise<Partial<IHttpRequestOptions>> {
	if (body === undefined) return {};
	return { body: await jsonBytes(body), headers: { 'content-type': 'application/json' } };
}

/** A list is one parameter with a JSON array, as the SDK sends it: `labels=["a","b"]`. */
function queryString(query: Query): string {
	const pairs = Object.entries(query).flatMap(([name, value]) => {
		if (value === undefined || value === null || value === '') return [];
		if (Array.isArray(value) && value.length === 0) return [];
		const written = Array.isArray(value) ? JSON.stringify(value) : String(value);
		return [`${name}=${encodeURIComponent(written)}`];
	});
	return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

/** An outage is one line a minute for all requests of this n8n process, not one for each. */
function reportRepeat(context: ApiContext, error: AgentMailError): void {
	const reason = reasonToRepeat(error);
	logOncePerMinute(`retrying: ${reason}`, (more) =>
		context.logger.warn(`AgentMail: retrying a request: ${reason}.${more}`),
	);
}

interface Attempt {
	body?: unknown;
	error?: AgentMailError;
	retryAfter?: string;
}

async function attempt(
	context: ApiContext,
	request: IHttpRequestOptions,
	credential: () => Promise<AgentMailCredential>,
	onAnswer?: (date: unknown) => void,
): Promise<Attempt> {
	stopIfCancelled(context);
	try {
		const data = { ...(await credential()) };
		// n8n changes the request it is given, so each attempt gets its own copy.
		const own = { ...request, headers: { ...request.headers } };
		const answer = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			own,
			{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data } },
		)) as IN8nHttpFullResponse;
		onAnswer?.(answer.headers.date);
		const isDone = answer.statusCode >= 200 && answer.statusCode < 300;
		if (isDone && isWebPage(answer)) return { error: notAgentMail(answer.statusCode) };
		if (isDone) return { body: answer.body };
		const retryAfter = answer.headers['retry-after'];
		return {
			error: AgentMailError.fromAnswer(answer.statusCode, answer.body),
			retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
		};
	} catch (error) {
		stopIfCancelled(context);
		if (!context.getNode().credentials?.[CREDENTIAL]) throw noCredential();
		return { error: fromThrown(error) };
	}
}

const isWebPage = ({ headers }: IN8nHttpFullResponse) =>
	/^text\/html\b/i.test(String(headers['content-type']));

const notAgentMail = (status: number) =>
	new AgentMailError(
		"The response didn't come from AgentMail: it was a web page. Check the Base URL in the AgentMail credential, and whether a login page or proxy sits in front of it.",
		status,
		undefined,
		undefined,
	);

const noCredential = () =>
	new InputError(
		'No AgentMail credential is selected. Open the node and select one at the top, or create one with an API key from the AgentMail console.',
	);

/** Adds what the API cannot know: which key and server were chosen in n8n, and what the key is bound to. */
async function explained(
	context: ApiContext,
	api: Api,
	request: IHttpRequestOptions,
	error: AgentMailError,
): Promise<AgentMailError> {
	switch (error.kind) {
		case 'unreached':
		case 'cut':
			return await unreached(context, error);
		case 'keyRefused':
			return await keyRefused(context, error);
		case 'refused':
			return error.code === 'inbox_paused' ? paused(error) : error;
		case 'notFound':
			return request.url === `/v0${AUTH_ME}` ? error : await notFound(api, request, error);
		default:
			return error;
	}
}

async function unreached(context: ApiContext, error: AgentMailError): Promise<AgentMailError> {
	const credential = await context.getCredentials<AgentMailCredential>(CREDENTIAL);
	const { origin } = serverOf(credential);
	return error.reworded(unreachedSentence(origin, credential, error.code));
}

async function keyRefused(context: ApiContext, error: AgentMailError): Promise<AgentMailError> {
	const credential = await context.getCredentials<AgentMailCredential>(CREDENTIAL);
	const server = serverOf(credential);
	const issuer = REGIONS[regionOfKey(credential.apiKey)];
	const region =
		issuer.origin === server.origin || credential.environment === 'custom'
			? ''
			: ` The key belongs to ${issuer.name}: set Region to Automatic.`;
	return error.reworded(
		`AgentMail (${server.name}) did not accept the API key. Check in the AgentMail console that the key exists, and that you copied all of it.${region}`,
	);
}

const paused = (error: AgentMailError) =>
	error.reworded(
		'This inbox is paused, so it sends nothing. Set Status to Active with Inbox: Update.',
	);

/** To a pod or inbox key, everything outside its scope is "not found", even if it exists. (AgentMail docs: API keys) */
async function notFound(
	api: Api,
	{ url }: IHttpRequestOptions,
	error: AgentMailError,
): Promise<AgentMailError> {
	const missing = missingAt(url);
	const identity = await api.identity().catch(() => undefined);
	if (!identity || identity.scope_type === 'organization') {
		return missing ? error.reworded(`${missing.what} ${missing.advice}`) : error;
	}
	const { scope_type, scope_id, pod_id, inbox_id } = identity;
	const bound = (scope_type === 'pod' ? pod_id : inbox_id) ?? scope_id;
	const what = missing?.what ?? `${error.message.replace(/\.$/, '')}.`;
	return error.reworded(
		`${what} The API key is bound to the ${scope_type} ${bound}. To reach anything outside it, use an organization API key.`,
	);
}

/** Adds how often it was tried and whether it may have been done: whether to run it again depends on that. */
function withOutcome(error: AgentMailError, tries: number, inDoubt: boolean): AgentMailError {
	const advice = [error.advice, tries > 1 && `Tried ${tries} times.`].filter(Boolean).join('\n');
	const told = tries > 1 ? error.reworded(error.message, advice) : error;
	return inDoubt ? told.inDoubt() : told;
}
