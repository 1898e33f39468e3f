import { cacheFolder } from '../n8n/cacheFolder.mjs';
import { OWNER } from '../n8n/client.mjs';
import { inWords } from '../n8n/progress.mjs';
import type { Story } from './story.mjs';

/** How long it is going to take. @param lastTime seconds, if there was one */
export function describeStart(isFirst: boolean, lastTime: number | undefined): string {
	const later = lastTime === undefined ? 'about a minute' : `about ${inWords(lastTime)}`;
	return isFirst
		? `The first run downloads n8n (3 GB), which takes some minutes. Every later run takes ${later}.`
		: `This takes ${later}.`;
}

/** @param next seconds of the next run, if this one did more */
export function describeEnd(seconds: number, next: number | undefined): string {
	const took = `This took ${inWords(seconds)}.`;
	return next === undefined
		? took
		: `${took} The next run takes about ${inWords(next)}: n8n stays installed in ${cacheFolder()}.`;
}

/** What happened, as a person reads it. */
export function describeStory(story: Story): string {
	const { workflow, mail, answer, execution, delivery, forgedStatus } = story;
	return `
A customer wrote
  From:      ${mail.from}
  To:        ${mail.to.join(', ')}
  Subject:   ${mail.subject}
  Thread:    ${mail.thread_id}

AgentMail delivered it to n8n
  Delivery:  ${delivery.id}, answered ${delivery.status}
  Signature: HMAC-SHA256 over id, timestamp and body (svix-signature) checked with the secret of this webhook.
             The same delivery with one letter changed was answered ${forgedStatus} and started nothing.

The workflow "${workflow.name}" answered
  Execution: ${execution.id}, ${execution.status}
  From:      ${answer.from}
  Subject:   ${answer.subject}
  Thread:    ${answer.thread_id}${answer.thread_id === mail.thread_id ? ' (the same)' : ''}
  Text:
${indented(answer.text ?? '')}
`;
}

/** Where to look further while the demo runs. */
export function describeAddresses(n8nUrl: string, sandboxUrl: string, workflowId: string): string {
	return `
Still running; Ctrl-C ends all of it.
  mail page    ${sandboxUrl}
               write "Hi, where is my order?" as a customer, and watch the answer of n8n appear
  n8n editor   ${n8nUrl}/workflow/${workflowId}
               change the answer there, publish, and write again;
               log in with ${OWNER.email} and ${OWNER.password}
`;
}

function indented(text: string): string {
	return text.replace(/^/gm, '    | ');
}
