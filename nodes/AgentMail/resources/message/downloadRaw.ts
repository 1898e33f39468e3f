import type { RawMessageResponse } from 'agentmail/serialization';

import { binaryPropertyName, outputFile } from '../../fields/binary';
import { itsInboxId, messageId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { WithFiles } from '../../operation/output';
import { path } from '../../transport/path';

export const downloadRaw = defineOperation({
	name: 'Download Raw',
	action: 'Download raw message',
	description: 'Download the original email as an .eml file',
	api: 'inboxes.messages.getRaw',
	fields: { inboxId: itsInboxId, messageId, binaryPropertyName },
	async run({ inboxId, messageId, binaryPropertyName }, { api, item }) {
		const location = await api.get<RawMessageResponse.Raw>(
			path`/inboxes/${inboxId}/messages/${messageId}/raw`,
		);
		const eml = { ...location, content_type: 'message/rfc822', filename: `${messageId}.eml` };
		const file = await outputFile(item, binaryPropertyName, eml, 'message.eml');
		return new WithFiles(file.details, file.binary);
	},
});
