import type { IExecuteFunctions, ISupplyDataFunctions } from 'n8n-workflow';

import { decodeHTML } from '../mail/htmlLibrary';

const REMOVED = '[link to this n8n left out]';

/** What an agent's answers come from: a tool that runs, or a sub-node. */
export type AgentContext = IExecuteFunctions | ISupplyDataFunctions;

/**
 * Where this n8n is reached, without scheme: `n8n.example.com`, `example.com/n8n`. Its editor and its webhooks may have
 * different addresses; the latter is known by the address of n8n's own API, also where there is no execution. (n8n 2.41:
 * workflow-execute-additional-data)
 */
export function ownAddresses(context: AgentContext): string[] {
	const links = [context.getInstanceBaseUrl?.() ?? '', webhookBase(context), resumeBase(context)];
	return links
		.filter((link) => URL.canParse(link))
		.map((link) => {
			const { host, pathname } = new URL(link);
			return `${host}${pathname.replace(/(?<!\/)\/+$/, '')}`.toLowerCase();
		});
}

/** n8n's API is a folder beside the webhooks: `https://hooks.example.com/n8n/rest`. */
function webhookBase(context: AgentContext): string {
	const api = context.getRestApiUrl();
	return String(new URL(api.endsWith('/') ? '..' : '.', api));
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
 * One rule for all wrappings: a word is decoded until nothing changes, and what then reads as this n8n's host with a path,
 * or as the path or the signature of a resume link, is left out. So is a word that takes too much work to decode. What a
 * link is cut by (soft line breaks, tags) is taken out of the whole text if one is found that way.
 *
 * @param own {@link ownAddresses}
 */
export function withoutOwnLinks(text: string, own: readonly string[]): string {
	const addresses = own.map((address) => `${skeleton(address)}/`);
	let shown = withoutWhole(text, addresses);
	const harmless = new Set(shown === text ? [text] : []);
	for (const join of JOINS) {
		let peeled = join(shown);
		// One tag may be cut by others; nobody cuts those again so often.
		for (let layer = 0; layer < MOST_LAYERS; layer++) {
			const clean = harmless.has(peeled) ? peeled : withoutWhole(peeled, addresses);
			if (clean === peeled) harmless.add(clean);
			else shown = clean;
			peeled = withoutTags(clean);
			if (peeled === clean) break;
		}
	}
	return shown;
}

const MOST_LAYERS = 8;

/** Soft breaks are quoted-printable's. JSON writes a break as `\\n`. */
const withoutSoftBreaks = (text: string) => text.replace(/=(?:\r?\n|(?:\\r)?\\n)/g, '');
/** Behind a line that is as long as mail programs make them. */
const withoutLongLines = (text: string) =>
	text.replace(/(?<=[^\r\n]{40})(?:\r?\n|(?:\\r)?\\n)[>|\t ]*/g, '');
/** The most thorough first: what is cut in a tag would be taken for another tag without that. */
const JOINS: ReadonlyArray<(text: string) => string> = [
	(text) => withoutLongLines(withoutSoftBreaks(text)),
	withoutSoftBreaks,
	(text) => text,
];

/** One layer of them. A tag may be anything in angle brackets, a comment too. */
const withoutTags = (text: string) => text.replace(/<[^<>]{0,300}>/g, '');

/** @param addresses skeletons, each with a slash at its end */
function withoutWhole(text: string, addresses: readonly string[]): string {
	return text
		.replace(BROKEN_LINK, REMOVED)
		.replace(WORD, (word) => (leadsHere(word, addresses) ? REMOVED : word))
		.replace(LINES, (words) =>
			leadsHere(words.replace(/\r?\n[>|\t ]*/g, ''), addresses) ? REMOVED : words,
		);
}

const WORD = /[^\s"'<>]{13,}/g;
/** A word that is as long as a line, and goes on in the next, maybe in a quotation. */
const LINES = /(?<![^\s"'<>])[^\s"'<>]{20,}(?:\r?\n[>|\t ]*[^\s"'<>]{4,})+/g;

/** Where mail programs break a line: `=` ends it in quoted-printable, `>` and `|` begin a quoted one. */
const BREAK = String.raw`(?:=?\r?\n[>|\t ]*)?`;
/** A signature, with what stands before it in its word. */
const BROKEN_LINK = new RegExp(
	`(?:(?<![^\\s"'<>])[^\\s"'<>]*?)?${[...'signature'].join(BREAK)}${BREAK}=(?:3D)?${BREAK}(?:[0-9a-f]${BREAK}){63}[0-9a-f]`,
	'gi',
);

/** A paused workflow's link, whatever its host is called from outside. (n8n 2.41: endpoints, signed resume links) */
const RESUMES = /(?:webhook|form)waiting\/|signature[a-z\d]{0,8}[\da-f]{64}/;

/** So many times its length is looked at of a word. What takes more is written so that nobody finds what is in it. */
const MOST_WORK = 24;
/** Short words may take more. */
const LEAST = 20_000;

function leadsHere(word: string, addresses: readonly string[]): boolean {
	let left = Math.max(word.length * MOST_WORK, LEAST);
	for (const form of formsOf(word)) {
		left -= form.length;
		if (left < 0) return true;
		const bare = skeleton(form);
		if (RESUMES.test(bare) || addresses.some((address) => bare.includes(address))) return true;
	}
	return false;
}

/** What no wrapping leaves out or adds to: letters, digits and slashes. An `@` stays, for an address is no link. */
const skeleton = (text: string) =>
	text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[^a-z\d/@]/g, '');

/** A word as it is, and in every way it reads once something is decoded, each once, until nothing changes. */
export function* formsOf(word: string): Generator<string> {
	const known = new Set([word]);
	for (const form of known) {
		yield form;
		for (const decode of DECODERS) known.add(decode(form));
	}
}

/** Each for itself: what one decodes can be plain text to another (`signature=3d…`). */
const DECODERS: ReadonlyArray<(form: string) => string> = [
	// In addresses, JSON, Markdown and HTML.
	(form) =>
		decodeHTML(
			withoutTags(form)
				.replaceAll('*', '')
				.replace(/(?:%[\da-f]{2})+/gi, fromHex)
				.replace(/\\u([\da-f]{4})/gi, (_whole, code: string) =>
					String.fromCharCode(parseInt(code, 16)),
				)
				.replace(/\\(.)/gs, '$1'),
		),
	// Quoted-printable.
	(form) => form.replace(/(?:=[\da-f]{2})+/gi, fromHex),
	// Proofpoint's, which writes `%` and `/` so.
	(form) => form.replace(/(?:-[\da-f]{2})+/gi, fromHex).replaceAll('_', '/'),
	// Base64, wherever in the word it begins; of its bytes what is text.
	(form) =>
		(form.match(/[A-Za-z\d+/_-]{24,}/g) ?? [])
			.flatMap((part) => [0, 1, 2, 3].map((start) => textIn(part.slice(start))))
			.join('\n'),
];

const textIn = (base64: string) =>
	(
		Buffer.from(base64, 'base64')
			.toString('latin1')
			.match(/[!-~\s]{12,}/g) ?? []
	).join('\n');

function fromHex(codes: string): string {
	return Buffer.from(codes.replace(/[%=-]/g, ''), 'hex').toString('utf8');
}
