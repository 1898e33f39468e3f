import { dateTime } from '../operation/field';

export const sendAt = dateTime({
	displayName: 'Send At',
	description: 'When AgentMail sends the draft by itself. Left empty, it waits for Send.',
});
