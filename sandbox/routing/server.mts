import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { authenticate, requirePermission } from '../access/authenticate.mjs';
import { resolveScope } from '../access/scope.mjs';
import { ApiError, GatewayError, invalid } from '../errors.mjs';
import { holdBack } from '../http/holdBack.mjs';
import { Query } from '../http/query.mjs';
import { recordOf, splitUrl, type RecordedRequest } from '../http/recording.mjs';
import { TextAnswer } from '../http/textAnswer.mjs';
import type { Services } from '../services.mjs';
import { MAX_PARAMETER_LENGTH, type FoundRoute, type RouteFinder } from './router.mjs';

/** A whole request in bytes, base64 included: 6 MB (AgentMail docs: attachments). */
const BODY_LIMIT = 6_000_000;

declare module 'fastify' {
	interface FastifyRequest {
		record: RecordedRequest | undefined;
	}
}

interface Answer {
	status: number;
	body: unknown;
}

/** The HTTP server: records, injects faults, then answers each route of the table. */
export function buildServer(
	services: Services,
	find: RouteFinder,
	requests: RecordedRequest[],
): FastifyInstance {
	const app = Fastify({
		bodyLimit: BODY_LIMIT,
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
	});
	app.decorateRequest('fault', undefined);
	app.decorateRequest('record', undefined);
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
	app.setErrorHandler((error, _request, reply) => send(reply, answerOf(error)));
	app.setNotFoundHandler((_request, reply) =>
		send(reply, answerOf(new GatewayError(404, 'Not Found'))),
	);
	record(app, requests);
	tellTheTime(app, services);
	injectFaults(app, services);
	app.all('/v0/*', (request, reply) => {
		const found = find(request.method, request.raw.url ?? '');
		if (!found) throw new GatewayError(404, 'Not Found');
		return respond(services, found, request, reply);
	});
	return app;
}

function record(app: FastifyInstance, requests: RecordedRequest[]): void {
	app.addHook('onRequest', async (request) => {
		if (!/^\/(v0|api\/v1)/.test(request.raw.url ?? '')) return;
		request.record = recordOf(request);
		requests.push(request.record);
	});
	app.addHook('preHandler', async (request) => {
		if (!request.record || !Buffer.isBuffer(request.body)) return;
		request.record.rawBody = request.body;
		request.record.body = parsed(request.body);
	});
	app.addHook('onSend', async (request, reply) => {
		if (request.record) request.record.status = reply.statusCode;
	});
}

function tellTheTime(app: FastifyInstance, { store }: Services): void {
	app.addHook('onSend', async (_request, reply) => {
		reply.header('date', new Date(store.now()).toUTCString());
	});
}

function injectFaults(app: FastifyInstance, services: Services): void {
	app.addHook('preHandler', async (request, reply) => {
		const { path } = splitUrl(request.raw.url ?? '/');
		if (path === '/' || path.startsWith('/page/') || path.startsWith('/control/')) return;
		request.fault = services.faults.take(request.method, path);
		if (request.fault === 'reset') {
			destroySocket(request, reply);
			return reply;
		}
		if (typeof request.fault !== 'object' || !('status' in request.fault)) return;
		const { status, body, headers } = request.fault;
		await holdBack(services, request.fault);
		return reply
			.code(status)
			.headers(headers ?? {})
			.send(body ?? answerOf(new GatewayError(status, 'Injected fault')).body);
	});
}

async function respond(
	services: Services,
	found: FoundRoute,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply> {
	const answer = await carryOut(services, found, request).catch(answerOf);
	if (request.fault !== 'lostAnswer') return send(reply, answer);
	if (request.record) request.record.status = answer.status;
	destroySocket(request, reply);
	return reply;
}

async function carryOut(
	services: Services,
	{ route, params }: FoundRoute,
	request: FastifyRequest,
): Promise<Answer> {
	const { path, query } = splitUrl(request.raw.url ?? '/');
	// AgentMail docs: an empty path parameter can come back as a bare 403 of the gateway.
	if (Object.values(params).includes('')) throw new GatewayError(403, 'Forbidden');
	const key = authenticated(services, request.headers.authorization);
	const body = jsonBody(request.body);
	const scope = resolveScope(services.store, key, route, params);
	if (route.permission) requirePermission(key, route.permission);
	const answer = async () => {
		const { fault } = request;
		await holdBack(services, fault, services.settings.latencyMs);
		const emptyPage = fault === 'emptyPage';
		const { level } = route;
		const place = { level, scope, params, path, query: new Query(query) };
		return await route.answer({ ...services, ...place, key, body, emptyPage });
	};
	const idempotencyKey = route.idempotent && request.headers['idempotency-key'];
	const fingerprinted = { method: request.method, path, body };
	const result =
		typeof idempotencyKey === 'string'
			? await services.idempotencyKeys.once(idempotencyKey, fingerprinted, answer)
			: await answer();
	return { status: result === undefined ? 204 : 200, body: result };
}

function authenticated({ store, settings }: Services, authorization: string | undefined) {
	try {
		return authenticate(store, authorization);
	} catch (error) {
		throw settings.bareForbidden ? new GatewayError(403, 'Forbidden') : error;
	}
}

function jsonBody(body: unknown): unknown {
	if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
	try {
		return JSON.parse(body.toString());
	} catch {
		throw invalid([], 'The body is not JSON.');
	}
}

function parsed(body: Buffer): unknown {
	try {
		return jsonBody(body);
	} catch {
		return undefined;
	}
}

function answerOf(error: unknown): Answer {
	if (error instanceof ApiError || error instanceof GatewayError) {
		return { status: error.status, body: error.body };
	}
	const { statusCode: status, message } = error as { statusCode?: number; message?: string };
	// Fastify's own refusals (too large, malformed URL) stand for the gateway's.
	if (status !== undefined && status < 500) return { status, body: { message } };
	console.error('sandbox:', error);
	const { body } = new ApiError('internal_error', message ?? 'Unknown error');
	return { status: 500, body };
}

function send(reply: FastifyReply, { status, body }: Answer): FastifyReply {
	reply.code(status);
	if (body instanceof TextAnswer) {
		return reply.type('text/plain; charset=utf-8').send(body.text);
	}
	return body === undefined
		? reply.send()
		: reply.type('application/json').send(JSON.stringify(body));
}

function destroySocket(request: FastifyRequest, reply: FastifyReply): void {
	reply.hijack();
	request.raw.socket.destroy();
}
