import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Attachment } from '../records.mjs';
import type { Store } from '../store.mjs';

/** A skill text of AgentMail says about one hour. */
const VALID_MS = 60 * 60 * 1000;

interface Ticket {
	kind: 'attachment' | 'raw';
	/** attachment_id or message key. */
	id: string;
	filename?: string;
	content_type?: string;
	expires: number;
}

interface SignedUrl {
	download_url: string;
	expires_at: string;
}

/**
 * Pre-signed download URLs on the sandbox itself. As with S3, the path is the whole authorization:
 * an Authorization header beside it is a 400 (AgentMail docs: download_url).
 */
export class Downloads {
	private readonly secret = randomBytes(32);
	/** Set once the server listens. */
	origin = '';

	constructor(private readonly store: Store) {}

	attachment({ attachment_id, filename, content_type }: Attachment): SignedUrl {
		return this.sign({
			kind: 'attachment',
			id: attachment_id,
			...(filename && { filename }),
			...(content_type && { content_type }),
			expires: Date.now() + VALID_MS,
		});
	}

	raw(messageKey: string): SignedUrl {
		const expires = Date.now() + VALID_MS;
		const filename = 'message.eml';
		return this.sign({
			kind: 'raw',
			id: messageKey,
			filename,
			content_type: 'message/rfc822',
			expires,
		});
	}

	serve(app: FastifyInstance): void {
		app.get('/downloads/:payload/:signature', (request, reply) => {
			const { payload = '', signature = '' } = request.params as Record<string, string | undefined>;
			if (request.headers.authorization !== undefined) {
				const message = 'Only one auth mechanism allowed; the signed URL is one already.';
				return reply.code(400).type('application/xml').send(s3Error('InvalidArgument', message));
			}
			const ticket = this.verify(payload, signature);
			if (!ticket) {
				const message = 'The URL is not valid or has expired.';
				return reply.code(403).type('application/xml').send(s3Error('AccessDenied', message));
			}
			const files = ticket.kind === 'raw' ? this.store.raw : this.store.files;
			const bytes = files.get(ticket.id);
			if (!bytes) {
				return reply
					.code(404)
					.type('application/xml')
					.send(s3Error('NoSuchKey', 'The file is gone.'));
			}
			return reply
				.header('content-disposition', disposition(ticket.filename))
				.type(ticket.content_type ?? 'application/octet-stream')
				.send(bytes);
		});
	}

	private sign(ticket: Ticket): SignedUrl {
		const payload = Buffer.from(JSON.stringify(ticket)).toString('base64url');
		return {
			download_url: `${this.origin}/downloads/${payload}/${this.hmac(payload).toString('base64url')}`,
			expires_at: new Date(ticket.expires).toISOString(),
		};
	}

	private verify(payload: string, signature: string): Ticket | undefined {
		const given = Buffer.from(signature, 'base64url');
		const expected = this.hmac(payload);
		if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
		const ticket = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Ticket;
		return ticket.expires > Date.now() ? ticket : undefined;
	}

	private hmac(payload: string): Buffer {
		return createHmac('sha256', this.secret).update(payload).digest();
	}
}

function disposition(filename: string | undefined): string {
	return filename === undefined
		? 'attachment'
		: `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`;
}

function s3Error(code: string, message: string): string {
	return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}
