import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox/index.mjs';
import { byId } from '../../scripts/n8n/workflow.mjs';

export const LIMITED_PROFILES = ['readOnly', 'draftsOnly', 'replyOnly'] as const;
type LimitedProfile = (typeof LIMITED_PROFILES)[number];

const LINK = 'https://evil.example/a.pdf';

/** What an agent that was talked into something would put into a field of that kind. */
export function hostileValues({ name, type, options = [] }: INodeProperties): unknown[] {
	switch (type) {
		case 'options':
			return options.map((option) => ('value' in option ? option.value : ''));
		case 'multiOptions':
			return options.map((option) => ['value' in option ? option.value : '']);
		case 'boolean':
			return [true, false];
		case 'number':
			return [1];
		case 'dateTime':
			return ['2099-01-01T09:00:00Z'];
		case 'resourceLocator':
			return [byId('boss@agentmail.to'), byId('../../boss@agentmail.to')];
		case 'fixedCollection':
			return (options as INodePropertyCollection[]).map(({ name: inner }) => ({
				[inner]:
					inner === 'attachment'
						? [{ source: 'url', url: LINK }]
						: [{ name: 'Bcc', value: 'evil@x.io' }],
			}));
		default:
			return ['evil@x.io', 'trash', 'SPAM', `${name}\r\nBcc: evil@x.io`];
	}
}

/** What the sandbox holds that the profile must not have touched, for comparison. */
export function untouched({ store }: Sandbox, profile: LimitedProfile, personal: string) {
	const { messages, drafts, inboxes, pods } = store;
	const all = [...messages.values()];
	const own = (labels: string[]) => labels.some((label) => ['sent', 'received'].includes(label));
	const isReply = ({ to, cc, bcc, labels }: (typeof all)[number]) =>
		labels.includes('sent') &&
		JSON.stringify([to, cc ?? [], bcc ?? []])
			.match(/[\w.]+@[\w.]+/g)!
			.every((address) => address === 'jane@example.com');
	const replies = profile === 'replyOnly' ? all.filter(isReply) : [];
	const made =
		profile === 'draftsOnly'
			? [...drafts.values()].filter(({ draft_id }) => draft_id !== personal)
			: [];
	return {
		messages: all
			.filter((each) => !replies.includes(each))
			.map(({ message_id, labels }) => [message_id, labels]),
		drafts: [...drafts.values()].filter((each) => !made.includes(each)),
		inboxes: [...inboxes.values()],
		pods: [...pods.values()],
		hidden: [...replies, ...made].filter(
			({ labels }) =>
				labels.some((label) => /trash|spam|blocked/i.test(label)) ||
				(made.length > 0 && own(labels)),
		),
		scheduled: made.filter(({ send_at }) => send_at),
		linked: made.filter((draft) => JSON.stringify(draft).includes(LINK)),
	};
}
