import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { localOnly } from '../http/local.mjs';
import type { Sandbox } from '../sandbox.mjs';
import { streamSnapshots } from './live.mjs';

const FOLDER = new URL('browser/', import.meta.url);

const CONTENT_TYPES: Record<string, string> = {
	'.html': 'text/html; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.mjs': 'text/javascript; charset=utf-8',
	'.svg': 'image/svg+xml',
};

/** Own files only, nothing inline: what an email contains cannot run, load or frame anything. */
const SECURITY_HEADERS = {
	'content-security-policy': [
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self'",
		"connect-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	].join('; '),
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'cache-control': 'no-cache',
};

/** The page at `/`, its files below `/page/`, and what it reads: `/control/live` and `/control/file`. */
export function servePage(app: FastifyInstance, sandbox: Sandbox): void {
	const names = readdirSync(FOLDER).filter((name) => extname(name) in CONTENT_TYPES);
	for (const name of names) {
		app.route({
			method: 'GET',
			url: name === 'index.html' ? '/' : `/page/${name}`,
			onRequest: localOnly,
			handler: async (_request, reply) =>
				reply
					.headers(SECURITY_HEADERS)
					.type(CONTENT_TYPES[extname(name)] ?? '')
					.send(await readFile(new URL(name, FOLDER))),
		});
	}
	app.get('/control/live', { onRequest: localOnly }, (_request, reply) => {
		reply.hijack();
		streamSnapshots(sandbox, reply.raw);
	});
	app.get<{ Querystring: { attachment_id?: string } }>(
		'/control/file',
		{ onRequest: localOnly },
		({ query }, reply) => sendFile(sandbox, query.attachment_id ?? '', reply),
	);
}

/** The bytes of an attachment, to be saved and never shown: a stranger may have sent it. */
function sendFile({ store }: Sandbox, attachment_id: string, reply: FastifyReply): FastifyReply {
	const bytes = store.files.get(attachment_id);
	if (!bytes) return reply.code(404).send({ message: 'There is no such file.' });
	return reply
		.headers({ ...SECURITY_HEADERS, 'content-disposition': 'attachment' })
		.type('application/octet-stream')
		.send(bytes);
}
