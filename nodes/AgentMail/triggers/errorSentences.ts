import type { AgentMailError } from '../transport/errors';

/**
 * Message and advice as sentences. Without the code of a network fault: n8n replaces a message that contains one with its
 * own.
 */
export function sentencesOf({ message, status, advice = '' }: AgentMailError): string {
	return [message, ...(status === 0 ? [] : advice.split('\n'))]
		.filter((part) => part.trim() !== '')
		.map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
		.join(' ');
}
