import { createHash } from 'node:crypto';

import { Html, markup } from './html';
import type { Buttons } from './question';
import { STYLE } from './style';

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
export function page(title: string, content: Html): Html {
	return markup`<!doctype html>
<html lang="en">
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
${content}
</main>
</body>
</html>
`;
}

/** A page that only says something. */
export function noticePage(title: string, ...sentences: string[]): Html {
	return page(
		title,
		markup`<h1>${title}</h1>
			${sentences.map((sentence) => markup`<p>${sentence}</p>`)}`,
	);
}

/** Something that the visitor must read before anything else on the page. */
export const alert = (text: string): Html => markup`<p class="alert" role="alert">${text}</p>`;

/**
 * @param action where the form goes, as a query; left out, to the address of the page itself
 * @param comment what was typed before, where the form comes back
 */
export function decisionForm(
	{ approve, decline }: Buttons,
	{ action, comment = '' }: { action?: string; comment?: string } = {},
): Html {
	const declineButton =
		decline === null
			? markup``
			: markup`<button name="decision" value="decline" class="second">${decline}</button>`;
	return markup`<form method="post"${actionAttribute(action)}>
		<label for="text">Comment <span class="hint">(optional)</span></label>
		<textarea id="text" name="text" rows="3" maxlength="${String(MOST_CHARACTERS)}">${comment}</textarea>
		<div class="buttons">
			<button name="decision" value="approve">${approve}</button>
			${declineButton}
		</div>
	</form>`;
}

export function textForm(label: string, button: string, missing: boolean): Html {
	const invalid = missing ? markup` aria-invalid="true"` : markup``;
	return markup`<form method="post">
		<label for="text">${label}</label>
		<textarea id="text" name="text" rows="8" required maxlength="${String(MOST_CHARACTERS)}"${invalid}></textarea>
		<div class="buttons">
			<button>${button}</button>
		</div>
	</form>`;
}

function actionAttribute(action: string | undefined): Html {
	return action === undefined ? markup`` : markup` action="${action}"`;
}

/** What others wrote, line breaks kept. */
export const quoted = (text: string): Html => markup`<div class="said" dir="auto">${text}</div>`;

/** Whether the form has such a button: one that only lets approve takes no other answer. */
export function isOffered(decision: string | undefined, { decline }: Buttons): boolean {
	return decision === 'approve' || (decision === 'decline' && decline !== null);
}

export const thanks = (approved: boolean) =>
	noticePage(
		approved ? 'Approved' : 'Declined',
		'Your answer has been recorded. You can close this page.',
	);
