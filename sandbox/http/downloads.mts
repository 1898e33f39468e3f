import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { extractedText } from './extractedText.mjs';
import type { Attachment } from '../records.mjs';
import type { Store } from '../store.mjs';

/** A skill text of AgentMail says about one hour. */
const VALID_MS = 60 * 60 * 1000;

interface Ticket {
	kind: 'attachment' | 'raw' | 'text';
	/** attachment_id or message key. */
	id: string;
	filename?: string;
	content_type?: string;
	/** What a text was read from. */
	attached?: Attachment;
	expires: number;
}

interface SignedUrl {
	download_url: string;
	expires_at: string;
}

/** When a file was first asked for, by attachment_id: its text is ready some time later. */
type FirstAsked = Map<string, number>;

/**
 * Pre-signed download URLs on the sandbox itself. As with S3, the path is the whole authorization:
 * an Authorization header beside it is a 400 (AgentMail docs: download_url).
 */
export class Downloads {
	private readonly secret = randomBytes(32);
	private readonly firstAsked: FirstAsked = new Map();
	/** Set once the server listens. */
	origin = '';

	constructor(private readonly store: Store) {}

	/** @param textMs how long after the first question the text of a file is ready */
	attachment(attachment: Attachment, textMs: number): SignedUrl & { text_url?: string } {
		const text_url = this.textUrl(attachment, textMs);
		return { ...this.file(attachment), ...(text_url !== undefined && { text_url }) };
	}

	private textUrl(attachment: Attachment, textMs: number): string | undefined {
		const { attachment_id: id } = attachment;
		const since = this.firstAsked.get(id) ?? Date.now();
		this.firstAsked.set(id, since);
		const isReady = Date.now() - since >= textMs;
		if (!isReady || this.textOf(attachment) === undefined) return undefined;
		const content_type = 'text/plain; charset=utf-8';
		return this.sign({
			kind: 'text',
			id,
			content_type,
			attached: attachment,
			expires: Date.now() + VALID_MS,
		}).download_url;
	}

	private textOf(attachment: Attachment): string | undefined {
		const bytes = this.store.files.get(attachment.attachment_id);
		return bytes && extractedText(attachment, bytes);
	}

	private file({ attachment_id, filename, content_type }: Attachment): SignedUrl {
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
			const bytes = this.bytesOf(ticket);
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

	private bytesOf({ kind, id, attached }: Ticket): Buffer | undefined {
		if (kind === 'raw') return this.store.raw.get(id);
		const bytes = this.store.files.get(id);
		if (kind === 'attachment' || !bytes || !attached) return bytes;
		return Buffer.from(extractedText(attached, bytes) ?? '');
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
