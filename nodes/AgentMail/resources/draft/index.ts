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
	description: 'Messages not sent yet: for someone to check, or scheduled',
	operations: {
		create,
		delete: deleteDraft,
		downloadAttachment,
		get,
		getAll,
		send,
		sendAndWait,
		update,
	},
};
