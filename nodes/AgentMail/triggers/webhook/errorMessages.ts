import type { Reader } from '../../fields/field';
import { isLack } from '../../transport/availability';
import { AgentMailError } from '../../transport/errors';
import { chosenEvents } from '../eventFields';
import { sentencesOf } from '../errorSentences';
import { missingPermissionSentence, needsOfEvents } from '../missingPermissions';

/** No description: the message says everything, and older versions of n8n would print both. */
const NO_DESCRIPTION = '';

/**
 * Why AgentMail did not register a webhook, and what to do. All of it is in the message: n8n shows nothing else of a
 * trigger's error.
 */
export async function registrationRefused(error: unknown, parameters: Reader): Promise<unknown> {
	if (!(error instanceof AgentMailError)) return error;
	const says = sentencesOf(error);
	if (error.code === 'limit_exceeded') {
		return error.reworded(
			`Your AgentMail account has reached its limit of webhooks. Delete unused ones in the AgentMail console or upgrade your plan, then publish the workflow again. AgentMail says: ${says}`,
			NO_DESCRIPTION,
		);
	}
	if (error.isTransient) {
		return error.reworded(
			`The webhook could not be registered at the moment. Publish the workflow again in a few minutes. ${says}`,
			NO_DESCRIPTION,
		);
	}
	const events = await chosenEvents(parameters);
	const sentence = refused(error, says, events);
	const lacking = isLack(error) ? needsOfEvents(events) : '';
	return error.reworded(`${sentence} ${lacking}`.trim(), NO_DESCRIPTION);
}

function refused(error: AgentMailError, says: string, events: string[]): string {
	if (error.kind === 'notFound') {
		return `AgentMail did not find the chosen inboxes or pods. Check that they still exist and that the API key can reach them. AgentMail says: ${says}`;
	}
	const isPermission = error.code === 'missing_permission';
	return (isPermission && missingPermissionSentence(says, events)) || says;
}

/** Why the webhook could not be deleted, and what to do. */
export function removalRefused(error: unknown): unknown {
	if (!(error instanceof AgentMailError)) return error;
	return error.reworded(
		`The webhook of this trigger is still registered with AgentMail. Delete it in the AgentMail console, or publish and unpublish the workflow again. AgentMail says: ${sentencesOf(error)}`,
		NO_DESCRIPTION,
	);
}
