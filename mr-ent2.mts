import lib from '/tmp/ent7.0.0/package/dist/commonjs/decode.js'; const { decodeHTML, decodeHTMLAttribute } = lib as any;
import { readFileSync } from 'node:fs';
const named = JSON.parse(readFileSync('./test/fixtures/named-characters.json','utf8')) as Record<string,string>;
const ref = (t: string, attr: boolean) => t.replace(/&([a-zA-Z0-9]+;?)/g, (w, n: string, at: number) => {
	for (let l = n.length; l > 0; l--) { const p = n.slice(0, l); if (Object.hasOwn(named, p)) { const next = t[at + 1 + l] ?? ''; if (attr && !p.endsWith(';') && /[=a-zA-Z0-9]/.test(next)) return w; return named[p] + n.slice(l); } }
	return w; });
const bad = new Map<string, number>();
for (const k of Object.keys(named)) for (const b of new Set([k.replace(';',''), k, k.slice(0,-2), k.replace(';','x')])) for (const f of ['', ']', ' ', 'a', '=', '1', ';', '&', '&amp;'])
	for (const [fn, attr] of [[decodeHTML,false],[decodeHTMLAttribute,true]] as const) { const t = '&' + b + f; if (fn(t) !== ref(t, attr)) bad.set(`${b} ${attr}`, (bad.get(`${b} ${attr}`) ?? 0) + 1), bad.size < 20 && console.log(JSON.stringify([t, attr, fn(t), ref(t, attr)])); }
console.log(bad.size, [...bad].slice(0, 60));
