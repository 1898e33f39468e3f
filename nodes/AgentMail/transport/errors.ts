import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { InputError } from '../shared/inputError';
import { isRecord } from '../shared/json';
import { callsInWords } from './callsInWords';
import { kindOf, meaningOf, type ErrorKind } from './errorKind';

/** One entry of `errors` in a 400 answer. The API does not fix the type of `path`: a list or a string. */
interface ValidationIssue {
	path?: unknown;
	message?: unknown;
}

/** The body of an error. Gateways in front of the API send only `message`, or no JSON at all. */
interface ErrorBody {
	name?: unknown;
	code?: unknown;
	message?: unknown;
	fix?: unknown;
	docs?: unknown;
	errors?: unknown;
}

/** A response outside 2xx, or none at all (`status` 0, `code` the network's, such as `ECONNREFUSED`). */
export class AgentMailError extends Error {
	override name = 'AgentMailError';

	/** What went wrong, as far as anyone has to act on it. */
	readonly kind: ErrorKind;

	constructor(
		message: string,
		readonly status: number,
		readonly code: string | undefined,
		/** How to get unstuck: the API's `fix`, then each validation error with its path. */
		readonly advice: string | undefined,
		/** AgentMail may have done it anyway; the advice says so. */
		readonly isInDoubt = false,
	) {
		super(message);
		this.kind = kindOf(status, code);
	}

	/** It passes by itself: the same request may succeed later. */
	get isTransient(): boolean {
		return meaningOf(this.kind).isTransient;
	}

	/** AgentMail may have done what it was asked; only its answer is missing. */
	get isAnswerLost(): boolean {
		return meaningOf(this.kind).isAnswerLost;
	}

	/** Every request would fail like this one, whatever it is about. */
	get isGeneral(): boolean {
		return meaningOf(this.kind).isGeneral;
	}

	/** From an HTTP response; `body` is the parsed JSON, or the text if it was none. */
	static fromAnswer(status: number, body: unknown): AgentMailError {
		const { code, message, name, fix, errors, docs } = isRecord(body) ? (body as ErrorBody) : {};
		const issues = Array.isArray(errors) ? errors.map(describeIssue) : [];
		return new AgentMailError(
			sentence(message) ??
				(issues.length > 0 ? 'AgentMail did not accept the values.' : undefined) ??
				text(name) ??
				statusSentence(status),
			status,
			text(code),
			[sentence(fix), ...issues, text(docs)].filter(Boolean).join('\n') || undefined,
		);
	}

	/** The same error in our own words: what happened and what to do. */
	reworded(message: string, advice = this.advice): AgentMailError {
		return new AgentMailError(message, this.status, this.code, advice, this.isInDoubt);
	}

	/** The same error, of a request that may have been carried out. */
	inDoubt(): AgentMailError {
		if (this.isInDoubt) return this;
		const warning = 'AgentMail may have processed it anyway. Check before you run this again.';
		const advice = [this.advice, warning].filter(Boolean).join('\n');
		return new AgentMailError(this.message, this.status, this.code, advice, true);
	}
}

/**
 * From what n8n's HTTP helper threw: a network fault, or the credential's refusal to send the request. Only the fault's
 * code is kept: the thrown error contains the request's headers, and so the API key.
 */
export function fromThrown(thrown: unknown): AgentMailError {
	const chain: unknown[] = [];
	for (let error = thrown; error instanceof Error && chain.length < 5; error = error.cause) {
		chain.push(error);
	}
	const advice = chain.find((error) => error instanceof InputError);
	if (advice instanceof InputError) throw advice;
	const codes = chain.map((error) => (isRecord(error) ? text(error.code) : undefined));
	const code = codes.find(Boolean) ?? 'ERR_NETWORK';
	return new AgentMailError('Could not reach AgentMail.', 0, code, `Network: ${code}`);
}

/** For `catch`: makes `undefined` of errors with these statuses. */
export function unless(...statuses: number[]) {
	return (error: unknown): undefined => {
		if (error instanceof AgentMailError && statuses.includes(error.status)) return undefined;
		throw error;
	};
}

function describeIssue(issue: unknown): string {
	const { path, message } = isRecord(issue) ? (issue as ValidationIssue) : { message: issue };
	const where = Array.isArray(path) ? path.join('.') : text(path);
	const what = sentence(message) ?? 'not accepted';
	return where ? `${where}: ${what}` : what;
}

function statusSentence(status: number): string {
	return status >= 500
		? `AgentMail is not available right now (HTTP ${status}). Try again in a moment.`
		: `AgentMail did not accept the request (HTTP ${status}).`;
}

const text = (value: unknown) =>
	typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** What AgentMail says, for people. */
const sentence = (value: unknown) => {
	const said = text(value);
	return said && callsInWords(said);
};

/**
 * The error n8n shows: message = what happened, description = how to get unstuck, marked with the item.
 * Built from our own fields only, so nothing of the request (its headers hold the API key) can come along.
 */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (error instanceof AgentMailError) {
		// n8n replaces our message if it knows the code of a network fault, so the code is left out.
		const answer: JsonObject = { message: error.message };
		return new NodeApiError(node, answer, {
			message: error.message,
			description: error.advice,
			httpCode: error.status > 0 ? String(error.status) : undefined,
			itemIndex,
		});
	}
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		if (itemIndex !== undefined) error.context.itemIndex ??= itemIndex;
		return error;
	}
	return new NodeOperationError(node, error instanceof Error ? error : String(error), {
		itemIndex,
	});
}

/** The message of what was thrown, for use in a sentence. */
export function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
