import type { AgentMailError } from './errors';

/** It will be over by itself: too many requests, AgentMail not available, no network. */
export function isPassing({ status }: AgentMailError): boolean {
	return status === 0 || status === 408 || status === 429 || status >= 500;
}
