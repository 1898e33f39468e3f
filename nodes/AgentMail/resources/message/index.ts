import type { Resource } from '../../operation/operation';
import { downloadAttachment } from './downloadAttachment';
import { get } from './get';
import { getAll } from './getAll';
import { reply } from './reply';
import { send } from './send';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	description: 'E-mails of an inbox',
	operations: { send, reply, get, getAll, downloadAttachment },
};
