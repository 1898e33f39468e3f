import { pairs, spelt } from './field';
import { InputError } from '../shared/inputError';
import { refuseLineBreaks, shorten } from '../shared/values';

/** These have fields of their own; as custom headers they could address the mail past the checks on them. */
const RESERVED = new Set(['to', 'cc', 'bcc', 'from', 'subject', 'reply-to', 'sender']);

/** Extra header lines of an outgoing message. */
export const headers = pairs(
	{
		displayName: 'Headers',
		rowName: 'Header',
		example: ['X-Ticket-ID', '1042'],
		placeholder: 'Add header',
		description:
			'Extra lines in the head of the mail, which people do not see, such as X-Ticket-ID',
	},
	spelt,
	(name, value) => {
		refuseLineBreaks(name, 'Headers');
		refuseLineBreaks(value, 'Headers');
		// Printable ASCII without space and colon. (RFC 5322, section 3.6.8)
		if (!/^[!-9;-~]+$/.test(name)) {
			throw new InputError(
				`"${shorten(name)}" is not a header name. Use letters, digits and "-", such as X-Ticket-ID.`,
			);
		}
		if (RESERVED.has(name.toLowerCase())) {
			throw new InputError(
				`"${name}" cannot be set under Headers. Use the field of that name instead.`,
			);
		}
	},
);
