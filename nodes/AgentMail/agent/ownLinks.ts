import type { IExecuteFunctions, ISupplyDataFunctions } from 'n8n-workflow';

import { decodeHTML } from '../mail/htmlLibrary';

const REMOVED = '[link to this n8n left out]';

/** What an agent's answers come from: a tool that runs, or a sub-node. */
export type AgentContext = IExecuteFunctions | ISupplyDataFunctions;

/**
 * Where this n8n is reached, without scheme: `n8n.example.com`, `example.com/n8n`. Its editor and its webhooks may have
 * different addresses.
 */
export function ownAddresses(context: AgentContext): string[] {
	const links = [context.getInstanceBaseUrl?.() ?? '', resumeBase(context)];
	return links
		.filter((link) => URL.canParse(link))
		.map((link) => {
			const { host, pathname } = new URL(link);
			return `${host}${pathname.replace(/(?<!\/)\/+$/, '')}`.toLowerCase();
		});
}

/** What stands before `/webhook-waiting/<execution>/<node>`. Older versions of n8n have no signed links. */
function resumeBase(context: AgentContext): string {
	if (!context.getSignedResumeUrl || !context.getExecutionId()) return '';
	const { origin, pathname } = new URL(context.getSignedResumeUrl({}));
	return origin + pathname.split('/').slice(0, -3).join('/');
}

/**
 * Text without links into this n8n and without resume links of any. An agent that reads the mail of a reviewer would
 * find the link that approves its own work there.
 *
 * A link counts in the forms in which mail carries it: plain, in HTML, behind a redirect, in quoted-printable or base64,
 * cut in two by a line break, with the `**` of a search hit in it.
 *
 * @param own {@link ownAddresses}
 */
export function withoutOwnLinks(text: string, own: readonly string[]): string {
	return text
		.replace(BROKEN_LINK, REMOVED)
		.replace(BASE64_LINES, (block) => (leadsHere(block.replace(/\s/g, ''), own) ? REMOVED : block))
		.replace(WORD, (word) => (word.length > 12 && leadsHere(word, own) ? REMOVED : word));
}

const WORD = /[^\s"'<>]+/g;
const BASE64_LINES = /(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{40,}\r?\n)+[A-Za-z0-9+/]+={0,2}/g;

/** Where mail programs break a line: `=` ends it in quoted-printable, `>` and `|` begin a quoted one. */
const BREAK = String.raw`(?:=?\r?\n[>|\t ]*)?`;
/** A signature, with what stands before it in its word. */
const BROKEN_LINK = new RegExp(
	`(?:(?<![^\\s"'<>])[^\\s"'<>]*?)?${[...'signature'].join(BREAK)}${BREAK}=(?:3D)?${BREAK}(?:[0-9a-f]${BREAK}){63}[0-9a-f]`,
	'gi',
);

/** A paused workflow's link, whatever its host is called from outside. (n8n 2.41: endpoints, signed resume links) */
const RESUMES = /\/(?:webhook|form)-waiting\/|[?&]signature=[0-9a-f]{64}/i;

/** As deep as mail wraps: a link in a redirect in a redirect. */
const LAYERS = 3;

/** So many times its length is looked at of a word. What takes more is written so that nobody finds what is in it. */
const MOST_WORK = 8;
/** Short words may take more. */
const LEAST = 20_000;

function leadsHere(word: string, own: readonly string[]): boolean {
	let left = Math.max(word.length * MOST_WORK, LEAST);
	for (const form of formsOf(word)) {
		left -= form.length;
		if (left < 0 || RESUMES.test(form)) return true;
		const lower = form.toLowerCase();
		if (own.some((address) => lower.includes(`${address}/`))) return true;
	}
	return false;
}

/** A word as it is, and as it reads with one layer less, and another, each once. */
export function* formsOf(word: string): Generator<string> {
	let forms = [word];
	for (let layer = 0; layer <= LAYERS; layer++) {
		yield* forms;
		forms = [...new Set(forms.flatMap(unwrapped))];
	}
}

function unwrapped(form: string): string[] {
	const decodings = [
		decodeHTML(form.replaceAll('*', '').replace(/(?:%[\da-f]{2})+/gi, fromHex)),
		form.replace(/(?:=[\da-f]{2})+/gi, fromHex),
		...(form.match(/[A-Za-z0-9+/_-]{24,}/g) ?? []).map((part) =>
			Buffer.from(part, 'base64').toString('latin1'),
		),
	];
	return decodings.filter((each) => each !== form);
}

function fromHex(codes: string): string {
	return Buffer.from(codes.replace(/[%=]/g, ''), 'hex').toString('utf8');
}
