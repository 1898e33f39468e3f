import { readFileSync } from 'node:fs';
import { automatedBecause, mailingListBecause } from './nodes/AgentMail/events/automated.js';
import { incomingMail } from './nodes/AgentMail/events/incoming.js';
import { readEvent } from './nodes/AgentMail/events/event.js';
const all = JSON.parse(readFileSync('/tmp/mr/robots.json', 'utf8')) as any[];
const c: Record<string, number[]> = {};
for (const m of all) { const mail = incomingMail(readEvent({ event_type: 'message.received', message: { from: m.from, subject: m.subject, headers: m.headers } })!)!; const because = automatedBecause(mail); (c[m.kind] ??= [0, 0])[because ? 0 : 1]++;
 if (m.kind === 'robot' ? !because : because) console.log(m.kind, m.name, '|', m.from, '|', m.subject.slice(0, 60), '|', because ?? Object.keys(m.headers).join(' ').slice(0,300)); }
console.log(c);
