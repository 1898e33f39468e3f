import { createHash } from 'node:crypto';

import { Html, markup } from './html';
import type { Section } from './preview';
import { STYLE } from './style';
import type { Texts } from './texts';

/** Longer than anyone types, shorter than what would weigh on an execution. */
export const MOST_CHARACTERS = 20_000;

/**
 * What a browser may do with the page: show it with its own style, and post its form back. No script, nothing from
 * elsewhere, in no frame; the address, which is the right to decide, goes to nobody.
 */
export const HEADERS: Readonly<Record<string, string>> = {
	'Content-Type': 'text/html; charset=utf-8',
	'Content-Security-Policy': policy("frame-ancestors 'none'"),
	'Cache-Control': 'no-store',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'DENY',
	'X-Robots-Tag': 'noindex, nofollow',
};

function policy(...more: string[]): string {
	const style = createHash('sha256').update(STYLE).digest('base64');
	const rules = [
		"default-src 'none'",
		`style-src 'sha256-${style}'`,
		"form-action 'self'",
		"base-uri 'none'",
	];
	return [...rules, ...more].join('; ');
}

/**
 * A whole page. The policy stands in it too: n8n sends one of its own with the page that follows an answer, and of
 * two policies both count.
 */
export function page(title: string, content: Html, { language }: Texts): Html {
	return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
<style>${Html.own(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
}

/** A page that only says something. */
export function noticePage(texts: Texts, title: string, ...sentences: string[]): Html {
	return page(title, markup`${sentences.map((sentence) => markup`<p>${sentence}</p>`)}`, texts);
}

/** Something that the visitor must read before anything else on the page. */
export const alert = (text: string): Html => markup`<p class="alert" role="alert">${text}</p>`;

/** What others wrote, line breaks kept. */
export const quoted = (text: string): Html => markup`<div class="said" dir="auto">${text}</div>`;

export const section = ({ heading, text }: Section): Html =>
	markup`<h2>${heading}</h2>
		${quoted(text)}`;

export const thanks = (approved: boolean, texts: Texts) =>
	noticePage(texts, approved ? texts.approvedTitle : texts.declinedTitle, texts.recorded);
