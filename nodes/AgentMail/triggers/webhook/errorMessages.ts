import { missingPermissionSentence } from '../missingPermissions';
import { AgentMailError } from '../../transport/errors';
import { chosenEvents, type Settings } from '../settings';

/** The description, which older versions of n8n print behind the message: all is said. */
const NO_MORE = '';

/**
 * Why AgentMail did not register a webhook, and what to do. n8n shows the message of a trigger's error and nothing else,
 * so all of it stands there.
 */
export function registrationRefused(error: unknown, node: Settings): unknown {
	if (!(error instanceof AgentMailError)) return error;
	const says = said(error);
	if (error.code === 'limit_exceeded') {
		return error.reworded(
			`AgentMail allows no more webhooks for this account, so the trigger could not be registered. Delete webhooks that nobody uses in the AgentMail console, or raise the limit of your plan, then publish the workflow again. AgentMail says: ${says}`,
			NO_MORE,
		);
	}
	if (error.isTransient) {
		return error.reworded(
			`AgentMail could not register the webhook of this trigger just now. Publish the workflow again in a few minutes. The reason: ${says}`,
			NO_MORE,
		);
	}
	if (error.kind === 'notFound') {
		return error.reworded(
			`AgentMail does not find what the trigger listens to. Check that the chosen inboxes or pods are still there and that the API key reaches them. AgentMail says: ${says}`,
			NO_MORE,
		);
	}
	const missing =
		error.code === 'missing_permission'
			? missingPermissionSentence(says, chosenEvents(node))
			: undefined;
	return error.reworded(missing ?? says, NO_MORE);
}

/** Why the webhook is still there. */
export function removalRefused(error: unknown): unknown {
	if (!(error instanceof AgentMailError)) return error;
	return error.reworded(
		`The webhook of this trigger is still registered at AgentMail. Delete it in the AgentMail console, or publish and unpublish the workflow again. AgentMail says: ${said(error)}`,
		NO_MORE,
	);
}

/**
 * Message and advice as sentences. Not the code of a network fault: where a message holds one, n8n shows a sentence of
 * its own instead.
 */
function said({ message, status, advice = '' }: AgentMailError): string {
	return [message, ...(status === 0 ? [] : advice.split('\n'))]
		.filter((part) => part.trim() !== '')
		.map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
		.join(' ');
}
