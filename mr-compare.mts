import { readdirSync, readFileSync, mkdtempSync } from 'node:fs';
import { openBrowser } from './scripts/n8n/chromium.mjs';
import { htmlText, visibleText } from './nodes/AgentMail/mail/htmlText.js';
const dir = process.argv[2] ?? '/tmp/mailcorpus';
const browser = await openBrowser('http://localhost:1', mkdtempSync('/tmp/mr/p-'));
const page = await browser.newPage();
const norm = (t: string) => t.normalize('NFC').replace(/[\u00ad\u034f\u200b-\u200f\u2060\ufeff\u202a-\u202e]/g, '').toLowerCase();
const words = (t: string) => norm(t).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
const count = (ws: string[]) => { const m = new Map<string, number>(); for (const w of ws) m.set(w, (m.get(w) ?? 0) + 1); return m; };
let lostMails = 0, extraMails = 0, mails = 0, allLinks=0, keptLinks=0;
for (const f of readdirSync(dir)) {
	const html = readFileSync(`${dir}/${f}`, 'utf8');
	await page.setContent(html, { waitUntil: 'commit' }).catch(() => {});
	const { text: shown, links } = await page.evaluate(() => ({ text: document.body?.innerText ?? '', links: [...document.querySelectorAll('a[href]')].filter(a=>a.getClientRects().length).map(a=>a.getAttribute('href')) }));
	const want = count(words(shown));
	const text = visibleText(html); const linked = htmlText(html);
	for (const l of links) if (/^https?:/.test(l!.trim())) { allLinks++; if (linked.includes(l!.trim().replace(/\s/g,'%20')) || linked.toLowerCase().includes(l!.trim().toLowerCase().replace(/^https?:\/\/(www\.)?/,'').replace(/\/$/,''))) keptLinks++; else if (process.env.V) console.log('LINK', f, l); }
	mails++;
	for (const [what, t] of [['visible', text], ['linked', linked]] as const) {
	const have = count(words(t));
	const lost: string[] = [], extra: string[] = [];
	for (const [w, n] of want) if ((have.get(w) ?? 0) < n) lost.push(w);
	for (const [w, n] of have) if ((want.get(w) ?? 0) < n) extra.push(w);
	if (lost.length) { if (what==='visible') lostMails++; console.log(what, 'LOST', f, lost.slice(0, 12).join(' | '), what==='visible'? '   EXTRA '+ extra.slice(0, 12).join(' | '):''); }
	else if (extra.length && what==='visible') { extraMails++; if (process.env.V) console.log('EXTRA', f, extra.slice(0, 12).join(' | ')); }
	}
}
console.log({ mails, lostMails, extraMails, allLinks, keptLinks });
await browser.close();
