import { mkdtempSync } from 'node:fs';
import { openBrowser } from './scripts/n8n/chromium.mjs';
import { visibleText } from './nodes/AgentMail/mail/htmlText.js';
const browser = await openBrowser('http://localhost:1', mkdtempSync('/tmp/mr/p-'));
const page = await browser.newPage();
await page.goto('about:blank');
let seed = Number(process.argv[2] ?? 1);
const rnd = (n: number) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % n; };
const pick = <T,>(a: T[]) => a[rnd(a.length)]!;
const TAGS = (process.argv[4] ?? 'p div span b i a font li ul ol td tr table tbody h1 h2 center blockquote pre dl dt dd section button em small u').split(' ');
const STYLES = ['', '', '', '', ' style="display:none"', ' style="visibility:hidden"', ' hidden', ' style="visibility:visible"', ' style="display:block"', ' style="display:none;display:foo"', ' style="display:none!important;display:block"'];
const make = () => { let out = 'x' + (rnd(2) ? '<!doctype html>' : ''); if (out.length > 1) out = out.slice(1) + 'x'; let w = 0; const n = 4 + rnd(14); if (rnd(2)) out += '<table><tr><td>';
	for (let i = 0; i < n; i++) { const r = rnd(10); if (r < 5) out += `<${pick(TAGS)}${pick(STYLES)}>`; else if (r < 8) out += `</${pick(TAGS)}>`; out += rnd(3) ? `w${w++} ` : ''; }
	return out + ` w${w++}`; };
let bad = 0; const N = Number(process.argv[3] ?? 2000);
const htmls = Array.from({ length: N }, make);
for (let i = 0; i < N; i += 200) {
	const batch = htmls.slice(i, i + 200);
	const shown = await page.evaluate((all) => all.map((h) => { document.open(); document.write(h); document.close(); return document.body?.innerText ?? ''; }), batch);
	batch.forEach((h, j) => { const want = (shown[j]!.match(/w\d+/g) ?? []).sort().join(' '); const have = (visibleText(h).match(/w\d+/g) ?? []).sort().join(' '); if (want !== have) { bad++; if (bad <= Number(process.env.SHOW ?? 12)) console.log(h, '\n   want', want, '\n   have', have); } });
}
console.log({ N, bad });
await browser.close();
