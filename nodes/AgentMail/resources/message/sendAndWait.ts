import { downloadOptions } from '../../fields/attachmentFiles';
import { inboxId } from '../../fields/ids';
import { ask, asOne, someone } from '../../humanReview/ask';
import { askForReply } from '../../humanReview/askForReply';
import {
	appendAttribution,
	approvalOptions,
	endOf,
	limitWaitTime,
	question,
	responseType,
	reviewers,
	subject,
} from '../../humanReview/fields';
import { options, shownWhen } from '../../fields/field';
import { defineJointOperation } from '../../operation/operation';
import { InputError } from '../../shared/inputError';

const { downloadAttachments, binaryPropertyPrefix } = downloadOptions;
const ofReply = { '/responseType': ['reply'] };

export const sendAndWait = defineJointOperation({
	name: 'Send and Wait for Response',
	action: 'Send message and wait for response',
	description: 'Mail a question to a person and pause the workflow until the answer is there',
	api: 'inboxes.messages.send',
	fields: {
		inboxId,
		to: reviewers('To'),
		subject,
		message: question,
		responseType,
		approvalOptions: shownWhen({ responseType: ['approval'] }, approvalOptions),
		options: options({
			limitWaitTime,
			appendAttribution,
			downloadAttachments: shownWhen(ofReply, downloadAttachments),
			binaryPropertyPrefix: shownWhen(ofReply, binaryPropertyPrefix),
		}),
	},
	async runAll(values, [call]) {
		const { inboxId, to, subject, message, responseType, approvalOptions, options } = asOne(values);
		if (!subject || !message) throw new InputError('Fill in Subject and Message.');
		const asking = {
			inboxId,
			reviewers: someone(to, 'To'),
			until: endOf(options.limitWaitTime),
			letter: { subject, message, sections: [], attribution: options.appendAttribution === true },
		};
		if (responseType === 'reply') return await askForReply({ ...asking, ...options }, call);
		if (responseType === 'freeText') {
			const question = { kind: responseType, subject, message } as const;
			return await ask({ ...asking, button: 'Answer', question }, call);
		}
		const buttons = approvalOptions ?? { approve: 'Approve', decline: 'Decline' };
		const question = { kind: 'approval', subject, message, buttons } as const;
		const button = [buttons.approve, buttons.decline].filter(Boolean).join(' / ');
		return await ask({ ...asking, button, question }, call);
	},
});
