import { readdirSync, readFileSync } from 'node:fs';
import ours from './dist/nodes/AgentMail/mail/htmlText.js';
import base from '/tmp/base/dist/nodes/AgentMail/mail/htmlText.js';
const htmls = readdirSync('/tmp/mailcorpus').map((f) => readFileSync('/tmp/mailcorpus/' + f, 'utf8'));
for (let r = 0; r < 4; r++) for (const [n, l] of [['base', base], ['ours', ours]] as const) { const t = process.cpuUsage(); for (const h of htmls) (l as any).htmlText(h); console.log(n, process.cpuUsage(t).user / 1000, 'ms'); }
for (const piece of ['<b>', '<p>x', '<br>', '<a href=x>', '</p>', '<style></style>', '<td>', '<li>', 'a ', '<b style="display:none">', '<div class=a>']) { const h = piece.repeat(5e6 / piece.length); const o: any[] = [piece]; for (const [n, l] of [['base', base], ['ours', ours]] as const) { (globalThis as any).gc?.(); const m = process.memoryUsage().heapUsed; const t = process.cpuUsage(); (l as any).htmlText(h); o.push(n, Math.round(process.cpuUsage(t).user / 1000), 'ms', Math.round((process.memoryUsage().heapUsed - m) / 1e6), 'MB'); } console.log(...o); }
