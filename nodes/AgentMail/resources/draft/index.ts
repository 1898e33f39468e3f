import type { Resource } from '../../operation/operation';
import { create } from './create';
import { deleteDraft } from './delete';
import { downloadAttachment } from './downloadAttachment';
import { get } from './get';
import { getAll } from './getAll';
import { send } from './send';
import { sendAndWait } from './sendAndWait';
import { update } from './update';

export const draft: Resource = {
	name: 'Draft',
	value: 'draft',
	description: 'Emails that are not sent yet',
	operations: {
		create,
		update,
		send,
		sendAndWait,
		getAll,
		get,
		downloadAttachment,
		delete: deleteDraft,
	},
};
