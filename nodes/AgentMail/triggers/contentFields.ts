import { ATTACHMENT_LIMITS } from '../events/content';
import { flag, number, text, type Field, type Look } from '../fields/field';
import { asText } from '../shared/values';
import { ATTACHMENT_PREFIX } from '../transport/attachments';

/** How much. What is no number counts as if it were not added: a delivery must not fail because of it. */
function limit(look: Look & { default: number }): Field<number> {
	return {
		properties: number({ ...look, typeOptions: { minValue: 0, ...look.typeOptions } }).properties,
		read: (from, path) => {
			const given = Number(asText(from.parameter(path)) ?? NaN);
			return given >= 0 ? given : look.default;
		},
	};
}

/**
 * What a received email can be completed with: see `fetchContent`.
 *
 * @param seconds how long all of it may take
 */
export const contentFields = (seconds: number) => ({
	binaryPropertyPrefix: text({
		displayName: 'Attachment Prefix',
		default: ATTACHMENT_PREFIX,
		description: `With Download Attachments: start of the binary field names, followed by a number, such as ${ATTACHMENT_PREFIX}0`,
	}),
	downloadAttachments: flag({
		displayName: 'Download Attachments',
		default: true,
		description: `Whether to add the files of a received email as binary data. Off unless added. Files that exceed the limits or take longer than ${seconds} seconds are left out; the item then has incomplete: true.`,
	}),
	fetchFullMessage: flag({
		displayName: 'Fetch Full Message',
		default: true,
		description:
			'Whether to read each received email from AgentMail as it is now instead of using the delivered copy. Off unless added: then only email delivered without its text, because it is over 1 MB, is read.',
	}),
	includeThread: flag({
		displayName: 'Include Thread',
		default: true,
		description:
			'Whether to add the conversation and its newest messages to a received email. Off unless added.',
	}),
	maxAttachmentMegabytes: limit({
		displayName: 'Max Attachment Megabytes',
		default: ATTACHMENT_LIMITS.megabytes,
		description:
			"With Download Attachments: total size per email. Files that don't fit are left out.",
	}),
	maxAttachments: limit({
		displayName: 'Max Attachments',
		default: ATTACHMENT_LIMITS.files,
		typeOptions: { numberPrecision: 0 },
		description: 'With Download Attachments: number of files per email',
	}),
	/** Whether the item is {@link simplifiedEvent} or {@link wholeEvent}. */
	simplify: flag({
		displayName: 'Simplify',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	}),
});
