/** One entry of a validation error's `errors` (AgentMail docs: errors). */
export interface FieldError {
	path: (string | number)[];
	message: string;
}

interface ErrorKind {
	status: number;
	name: string;
	fix: string;
}

const forbidden = (fix: string): ErrorKind => ({ status: 403, name: 'ForbiddenError', fix });

/** The codes the API documents, with the status and name of their answer (AgentMail docs: errors). */
const KINDS = {
	validation_error: {
		status: 400,
		name: 'ValidationError',
		fix: 'Correct the fields listed in `errors` and send the request again.',
	},
	missing_authorization: {
		status: 401,
		name: 'UnauthorizedError',
		fix: 'Send the header `Authorization: Bearer <your API key>`.',
	},
	invalid_token_type: {
		status: 401,
		name: 'UnauthorizedError',
		fix: 'Write the header as `Authorization: Bearer <your API key>`; `Bearer` is case-sensitive.',
	},
	unknown_api_key: {
		status: 401,
		name: 'UnauthorizedError',
		fix: 'Check that the key was copied in full and belongs to this server; a new one is made under API Keys.',
	},
	missing_permission: forbidden(
		'Use a key whose `permissions` include it, or update this key with PATCH /v0/api-keys/{api_key_id}.',
	),
	permission_escalation: forbidden('Grant only permissions that the creating key holds itself.'),
	unrestricted_key_required: forbidden(
		'Name `permissions` for the new key, or create it with a key that has no restriction.',
	),
	message_rejected: {
		status: 403,
		name: 'MessageRejectedError',
		fix: 'Correct what the message says and send again.',
	},
	domain_not_verified: forbidden(
		'Verify the domain first, or leave `domain` out to use agentmail.to.',
	),
	resource_taken: forbidden('Choose another `username`.'),
	inbox_paused: forbidden('Set the `status` of the inbox to active first.'),
	limit_exceeded: forbidden('Delete what is no longer used, or raise the limit of your plan.'),
	not_found: {
		status: 404,
		name: 'NotFoundError',
		fix: 'Check the id and that the API key reaches it; GET /v0/auth/me tells what the key is bound to.',
	},
	conflict: {
		status: 409,
		name: 'ConflictError',
		fix: 'Wait and repeat the same request, or use a new Idempotency-Key for a different one.',
	},
	already_exists: { status: 409, name: 'ConflictError', fix: 'Choose another `client_id`.' },
	cannot_delete: { status: 409, name: 'ConflictError', fix: 'Delete what it contains first.' },
	unprocessable: {
		status: 422,
		name: 'UnprocessableError',
		fix: 'Change the request as the message says.',
	},
	query_range_too_wide: {
		status: 422,
		name: 'UnprocessableError',
		fix: 'Give a larger `period` or a shorter range.',
	},
	internal_error: {
		status: 500,
		name: 'InternalError',
		fix: 'This is a defect of the sandbox: read its log.',
	},
} satisfies Record<string, ErrorKind>;

type ErrorCode = keyof typeof KINDS;

/** An answer of the API that is not a success; thrown anywhere, answered by the server. */
export class ApiError extends Error {
	readonly status: number;
	readonly body: Record<string, unknown>;

	constructor(
		code: ErrorCode,
		message: string,
		more: { fix?: string; errors?: FieldError[] } = {},
	) {
		super(message);
		const { status, name, fix } = KINDS[code];
		this.status = status;
		this.body = {
			name,
			code,
			message,
			...(more.errors && { errors: more.errors }),
			fix: more.fix ?? fix,
			docs: `https://docs.agentmail.to/errors#${code}`,
		};
	}
}

/** What the API's gateway answers by itself: no code, no name (AgentMail docs: errors). */
export class GatewayError extends Error {
	readonly body: { message: string };

	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
		this.body = { message };
	}
}

/** A 400 that names one field. */
export function invalid(path: FieldError['path'], message: string, fix?: string): ApiError {
	const sentence = `Invalid request: ${path.join('.')}: ${message}`;
	return new ApiError('validation_error', sentence, { errors: [{ path, message }], fix });
}

/** A 404, the same for what does not exist and for what the key does not reach. */
export function notFound(what: string, id: string): ApiError {
	return new ApiError('not_found', `${what} not found: ${id}`);
}
