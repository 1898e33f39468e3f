import { OWNER } from '../n8n/client.mjs';
import type { Story } from './story.mjs';

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
