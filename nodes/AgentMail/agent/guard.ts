import type { Draft } from 'agentmail/serialization';

import { canonicalAddress } from '../mail/addressPattern';
import { unmarked } from '../fields/automaticReply';
import { spelt } from '../fields/field';
import { mailboxesOf } from '../mail/message';
import type { Api } from '../transport/types';
import { unless } from '../transport/errors';
import { withoutInvisible } from '../shared/invisible';
import { isRecord } from '../shared/json';
import { path, segmentsOf, type ApiPath } from '../transport/path';
import type { Profile, ProfileName } from './profile';
import { InputError } from '../shared/inputError';

/** What a profile lets through besides reading: the shape of the request, and what else must hold. */
type Changes = Record<string, (request: Change) => Promise<void>>;

/** A request that is not a read, inside of the inbox or pod. */
interface Change {
	path: ApiPath;
	/** The inbox it concerns. */
	inbox: ApiPath;
	/** What follows the inbox: `messages`, the message id, `reply`. */
	rest: string[];
	body: Record<string, unknown>;
	api: Api;
	profile: Profile;
	/** How the `client_id` of every draft begins that the agent's own workflow has made. */
	mark: string;
}

/** What may be read of an inbox or a pod; keys, webhooks, lists and the like may not. */
const READABLE = new Set([undefined, 'drafts', 'events', 'inboxes', 'messages', 'threads']);

/** Profiles that name what an agent may change. */
export type Limited = Exclude<ProfileName, 'full'>;

const CHANGES: Record<Limited, Changes> = {
	readOnly: {},
	draftsOnly: {
		'POST drafts': async (request) => {
			refuseSchedule(request);
			refuseLinkedFiles(request);
			refuseSystemLabels(request);
			await requireOwnMessage(request);
		},
		'PATCH drafts/*': async (request) => {
			refuseSchedule(request);
			refuseLinkedFiles(request);
			refuseSystemLabels(request);
			await requireOwnDraft(request);
		},
		'DELETE drafts/*': requireOwnDraft,
	},
	replyOnly: {
		'POST messages/*/reply': answerToSender,
		'POST messages/*/reply-all': async (request) => {
			if (!request.profile.replyAll) throw refused.replyAll();
			await answerToSender(request);
		},
	},
};

/** What a profile lets an agent change: `POST drafts` and the like. For the table in the docs. */
export const changesOf = (name: Limited): string[] => Object.keys(CHANGES[name]);

/** What an agent reads when it is stopped: what it may do, and what to do instead. */
const SENTENCES: Record<Limited, string> = {
	readOnly:
		'This tool may only read email; it cannot send, change or delete anything. Say in your answer what a person should do.',
	draftsOnly:
		'This tool may only read email and write drafts; it cannot send or change messages. Create or update a draft instead, and say in your answer that it waits to be sent.',
	replyOnly:
		'This tool may only read email and reply to messages. Reply to a message instead, or say in your answer what a person should do.',
};

const refused = {
	change: (name: Limited) => new InputError(SENTENCES[name]),
	elsewhere: ({ within: { level, id } }: Profile) =>
		new InputError(
			`This tool works only in the ${level} ${id}. ${
				level === 'inbox'
					? `Use ${id} as Inbox, with ids of its messages, threads and drafts.`
					: 'Use an inbox of this pod; listing the inboxes of the pod shows them.'
			}`,
		),
	otherThanMail: ({ within: { level, id } }: Profile) =>
		new InputError(
			`This tool gives access to the email of the ${level} ${id} only, not to settings. Use messages, threads and drafts, or say in your answer what a person should look up.`,
		),
	schedule: () =>
		new InputError(
			'This tool may not schedule a draft. Leave Send At empty: a person decides when the draft is sent.',
		),
	scheduled: () =>
		new InputError(
			'This draft is scheduled, so a change would be sent without anyone looking at it. Create a new draft instead, and say in your answer what should change.',
		),
	othersDraft: () =>
		new InputError(
			"This draft was not made by this workflow, so it may be a person's. Create a new draft instead, and say in your answer what should change.",
		),
	systemLabels: (labels: string[]) =>
		new InputError(
			`This tool may not use the labels ${labels.join(', ')}: AgentMail sets them itself, and some hide a message. Choose words of your own, or leave labels out.`,
		),
	linkedFiles: () =>
		new InputError(
			'This tool may not attach files by URL. Leave the attachment out, or write the address into the text.',
		),
	recipients: (fields: string[]) =>
		new InputError(
			`This tool may not set ${fields.join(', ')}: a reply goes to the sender of the message. Leave these fields empty.`,
		),
	replyAll: () =>
		new InputError(
			'This tool may not reply to all. Reply to the sender with Reply instead, or say in your answer that everyone should be told.',
		),
	ownMail: () =>
		new InputError(
			'This message was sent from this inbox, so a reply to it would not go to someone who wrote. Reply to a message that came in, or say in your answer that a person should write.',
		),
	redirected: () =>
		new InputError(
			'This message asks for its answers to go to an address that is not its sender, so this tool does not reply to it. Say in your answer that a person should reply.',
		),
};

/**
 * The API as a profile lets an agent use it. Every request of every operation passes here, so what the profile does
 * not name cannot be done, whichever field or operation asks for it.
 *
 * @param mark see {@link Change.mark}
 * @throws {InputError} from each call that is not allowed, with a sentence that the agent can act on; nothing was asked
 * of the API then except to read
 */
export function guarded(api: Api, profile: Profile, mark: string): Api {
	const { level, id } = profile.within;
	const inPod = new Map<string, Promise<unknown>>();

	/** What follows the inbox or pod in a path. */
	async function inside(path: ApiPath): Promise<string[]> {
		const [area = '', name = '', ...rest] = segmentsOf(path);
		if (area === (level === 'inbox' ? 'inboxes' : 'pods') && name === id) return rest;
		if (level === 'pod' && area === 'inboxes' && name !== '' && (await isInPod(name))) return rest;
		throw refused.elsewhere(profile);
	}

	async function isInPod(inboxId: string): Promise<boolean> {
		const asked = inPod.get(inboxId) ?? api.get(path`/pods/${id}/inboxes/${inboxId}`);
		inPod.set(inboxId, asked);
		return (await asked.catch(unless(404))) !== undefined;
	}

	async function read(at: ApiPath): Promise<void> {
		const [area] = await inside(at);
		if (profile.name === 'full') return;
		if (!READABLE.has(area)) throw refused.otherThanMail(profile);
	}

	async function change(method: string, at: ApiPath, body: object = {}): Promise<void> {
		const rest = await inside(at);
		const { name } = profile;
		if (name === 'full') return;
		const shape = rest.map((part, index) => (index % 2 === 1 ? '*' : part)).join('/');
		const [area = '', inboxId = ''] = segmentsOf(at);
		const permit = CHANGES[name][`${method} ${shape}`];
		if (!permit || area !== 'inboxes') throw refused.change(name);
		const inbox = path`/inboxes/${inboxId}`;
		await permit({ path: at, inbox, rest, body: { ...body }, api, profile, mark });
	}

	return {
		get: async (at, query) => {
			await read(at);
			return await api.get(at, query);
		},
		post: async (at, body, options) => {
			await (options?.repeatability === 'read' ? read(at) : change('POST', at, body));
			return await api.post(at, body, options);
		},
		patch: async (at, body, repeatability) => {
			await change('PATCH', at, body);
			return await api.patch(at, body, repeatability);
		},
		delete: async (at) => {
			await change('DELETE', at);
			await api.delete(at);
		},
		// "Everything the key can reach" is, for the agent, where it works.
		identity: async () => ({
			...(await api.identity()),
			scope_type: level,
			scope_id: id,
			...(level === 'inbox' ? { inbox_id: id } : { pod_id: id }),
		}),
	};
}

function refuseSchedule({ body }: Change): void {
	if (body.send_at !== undefined && body.send_at !== null) throw refused.schedule();
}

function refuseLinkedFiles({ body: { attachments, add_attachments } }: Change): void {
	const files: unknown[] = [attachments, add_attachments].flat();
	if (files.some((file) => isRecord(file) && file.url !== undefined)) throw refused.linkedFiles();
}

/**
 * Labels by which AgentMail sorts mail, and hides it from lists and searches. They are stored in small letters. (AgentMail
 * docs: labels, Agent Armor)
 */
const SYSTEM_LABEL =
	/^(received|sent|delivered|bounced|complained|delayed|rejected|opened|scheduled|draft|spam|blocked|unauthenticated|trash|read|unread|agent-armor-.*)$/;

function refuseSystemLabels({ body: { labels, add_labels, remove_labels } }: Change): void {
	const given = [labels, add_labels, remove_labels].flat().map((label) => spelt(label));
	const ofSystem = given.filter((label) =>
		SYSTEM_LABEL.test(withoutInvisible(label).normalize('NFKC').trim().toLowerCase()),
	);
	if (ofSystem.length > 0) throw refused.systemLabels(ofSystem);
}

/** A scheduled draft goes out by itself, also with what an agent writes into it; and a person's is the person's. */
async function requireOwnDraft({ api, path, profile, mark }: Change): Promise<void> {
	const { send_at, send_status, client_id } = await api.get<Draft.Raw>(path);
	if (send_at || send_status) throw refused.scheduled();
	const isOwn = typeof client_id === 'string' && client_id.startsWith(mark);
	if (!isOwn && !profile.otherDrafts) throw refused.othersDraft();
}

/** A draft that answers or forwards a message takes its content along, so it must be one of this inbox. */
async function requireOwnMessage({ api, inbox, body }: Change): Promise<void> {
	const source = body.in_reply_to ?? body.forward_of;
	if (typeof source !== 'string') return;
	await api.get(path`${inbox}/messages/${source}`);
}

/** By wire name; anything else would say who gets the answer, or could. */
const OF_A_REPLY = new Set(['attachments', 'html', 'labels', 'text', 'track_opens']);

async function answerToSender(request: Change): Promise<void> {
	// The mark that a program wrote it says nothing about who gets it.
	const headers = unmarked((request.body.headers ?? {}) as Record<string, string>);
	const given = Object.entries({ ...request.body, headers }).filter(
		([, value]) => value !== undefined,
	);
	const others = given.map(([name]) => name).filter((name) => !OF_A_REPLY.has(name));
	if (others.length > 0) throw refused.recipients(others);
	refuseLinkedFiles(request);
	refuseSystemLabels(request);

	const { api, inbox, rest } = request;
	const message = await api.get(path`${inbox}/messages/${rest[1] ?? ''}`);
	const senders = canonicalAddresses(message.from);
	// An answer to it would go to all whom it went to.
	if (senders.includes(canonicalAddress(segmentsOf(inbox)[1] ?? ''))) throw refused.ownMail();
	const elsewhere = canonicalAddresses(message.reply_to).some(
		(address) => !senders.includes(address),
	);
	if (elsewhere || senders.length !== 1 || senders[0] === null) throw refused.redirected();
}

const canonicalAddresses = (value: unknown) =>
	mailboxesOf(value).map(({ address }) => address && canonicalAddress(address));
