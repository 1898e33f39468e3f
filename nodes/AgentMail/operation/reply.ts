import { automaticReply, replyHeaders } from '../fields/automaticReply';
import { options, type Fields, type Values } from '../fields/field';
import { emailFormat, type Written } from '../fields/emailFormat';
import {
	outgoingBody,
	outgoingOptions,
	refuseEmpty,
	refuseMissingPictures,
} from '../fields/outgoing';
import { recipients } from '../fields/recipients';
import type { Api } from '../transport/types';
import { defineOperation, type Operation, type OperationDefinition } from './operation';
import { sendMessage, type Destination } from './sendMessage';

const to = recipients({
	displayName: 'To',
	description: 'Recipients instead of the sender',
});

/** What may be set for a reply. */
export const replyOptions = { ...outgoingOptions, to, automaticReply };

interface ReplyDefinition<F extends Fields> extends Omit<OperationDefinition<F>, 'run'> {
	/** Those of {@link replyOptions} that the API takes. */
	options: Partial<typeof replyOptions>;
	/** Where the reply goes out: it says which message is answered. */
	destination(values: Values<F>, api: Api): Destination | Promise<Destination>;
}

/** An answer to a message: what it says and the options come with it. */
export function defineReply<F extends Fields>({
	fields,
	options: offered,
	destination,
	...definition
}: ReplyDefinition<F>): Operation {
	return defineOperation({
		...definition,
		fields: { ...fields, emailFormat, options: options(offered) },
		async run(values, call) {
			const own = values as Values<F> & {
				emailFormat: Written;
				options: Partial<Values<typeof replyOptions>>;
			};
			const { idempotencyKey, sendAt, automaticReply, headers, ...message } = own.options;
			const body = outgoingBody({
				...message,
				...own.emailFormat,
				headers: replyHeaders(headers, automaticReply),
			});
			refuseEmpty(body);
			refuseMissingPictures({ ...message, ...own.emailFormat });
			return await sendMessage(await destination(own, call.api), body, call, {
				idempotencyKey,
				sendAt,
			});
		},
	});
}
