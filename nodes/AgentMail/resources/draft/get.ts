import type { Draft } from 'agentmail/serialization';

import { draftId } from '../../fields/ids';
import { simplifyDraft } from '../../mail/summary';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const get = defineOperation({
	name: 'Get',
	action: 'Get draft',
	description: 'Get one draft with its text',
	api: 'drafts.get',
	fields: { scope: scope('organization', 'pod', 'inbox'), draftId },
	async run({ scope, draftId }, { api }) {
		return await api.get<Draft.Raw>(path`${scope}/drafts/${draftId}`);
	},
	simplify: simplifyDraft,
});
