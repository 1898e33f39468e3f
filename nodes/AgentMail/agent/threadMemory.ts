import type { SupplyData } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

import { withAttachmentText } from '../fields/attachmentText';
import { readAll, type Values } from '../fields/field';
import { InputError } from '../shared/inputError';
import { textOf } from '../shared/json';
import { isHeld } from '../mail/agentArmor';
import { attachmentSummaries } from '../mail/summary';
import { agentMailApi } from '../transport/api';
import { toNodeError } from '../transport/errors';
import { path, type ApiPath } from '../transport/path';
import type { Api } from '../transport/types';
import { cleanFor } from './forModel';
import { newMarks } from './marks';
import { MEMORY_FIELDS } from './threadMemoryFields';
import { chatOf, isTold, type ChatMessage, type Mail } from './threadMemoryHistory';
import { itemInTurn, type SubNodeContext } from './threadMemoryTurns';

type Settings = Values<typeof MEMORY_FIELDS>;

/**
 * The memory of an AI Agent: the email thread, which is read and never written. It has the methods that n8n and LangChain
 * call on a memory; they are documented nowhere, so test/e2e/memory.mts holds them. (n8n 2.41: loadMemory, saveToMemory,
 * Chat Memory Manager, Chat Trigger; `@langchain/core`: messages of role and content)
 */
export function threadMemory(context: SubNodeContext, itemIndex: number): SupplyData {
	const itemOf = itemInTurn(context, itemIndex, (items) => areApart(context, items));
	const storeNothing = async () => {};
	const response = {
		loadMemoryVariables: async (loadedWith: object = {}) => ({
			chat_history: await logged(context, async () => await chat(context, itemOf(loadedWith))),
		}),
		saveContext: storeNothing,
		clear: storeNothing,
		chatHistory: {
			getMessages: async () => await chat(context, itemIndex),
			addMessage: storeNothing,
			addMessages: storeNothing,
			clear: storeNothing,
		},
	};
	return { response };
}

/** By the context of the execution, with which they are forgotten; then by what was asked. */
const chats = new WeakMap<object, Map<string, Promise<ChatMessage[]>>>();

/** An agent loads its memory again after each round of tools: it is read once for each run. */
async function chat(context: SubNodeContext, item: number): Promise<ChatMessage[]> {
	const settings = await settingsOf(context, item);
	const known = chatsOf(context);
	const asked = JSON.stringify([context.getNode().name, settings]);
	const found = known.get(asked) ?? readChat(context, settings);
	known.set(asked, found);
	// What failed is asked for again.
	return await found.catch((error: unknown) => {
		known.delete(asked);
		throw error;
	});
}

/** A chat that is opened again loads its memory outside of any execution. */
function chatsOf(context: SubNodeContext): Map<string, Promise<ChatMessage[]>> {
	try {
		const flow = context.getContext('flow');
		const known = chats.get(flow) ?? new Map<string, Promise<ChatMessage[]>>();
		chats.set(flow, known);
		return known;
	} catch {
		return new Map();
	}
}

async function settingsOf(context: SubNodeContext, item: number): Promise<Settings> {
	return await readAll(MEMORY_FIELDS, {
		parameter: (name) => context.getNodeParameter(name, item, null) ?? undefined,
	});
}

function areApart(context: SubNodeContext, items: number): boolean {
	const memories = Array.from({ length: items }, (_, item) =>
		JSON.stringify(
			Object.keys(MEMORY_FIELDS).map((name) => context.getNodeParameter(name, item, null)),
		),
	);
	return new Set(memories).size > 1;
}

async function readChat(context: SubNodeContext, settings: Settings): Promise<ChatMessage[]> {
	const { inboxId, threadId, messageId, maxMessages = 30, options } = settings;
	const { maxCharacters = 30_000, includeCurrent, includeAttachmentText } = options;
	const api = agentMailApi(context);
	const at = path`/inboxes/${inboxId}/threads/${threadId}`;
	const thread = await api.get(at, { limit: maxMessages + SPARE });
	const mails = Array.isArray(thread.messages) ? (thread.messages as Mail[]) : [];
	const current = messageId ? await currentOf(api, settings, mails) : undefined;
	if (current && isHeld(current)) throw held(messageId);
	const before = (current ? earlier(mails, current) : mails).filter(isTold);
	const told = includeCurrent && current ? [...before, current] : before;
	const read = includeAttachmentText ? await withFileTexts(context, api, at, told) : told;
	return chatOf(
		{
			subject: textOf(thread.subject),
			mails: read.slice(0, before.length),
			current: read[before.length],
			hasEarlier: textOf(thread.next_page_token) !== undefined,
		},
		{ marks: newMarks(), clean: cleanFor(context), maxMessages, maxCharacters },
	);
}

/** Messages that are read besides: the current one, later ones, and what is left out. */
const SPARE = 20;

/** Of how many files the text is read: each takes two requests, and a stranger may attach any number. */
const MOST_FILES = 10;

/** Adds what the files of the newest messages say. */
async function withFileTexts(
	context: SubNodeContext,
	api: Api,
	thread: ApiPath,
	mails: readonly Mail[],
): Promise<readonly Mail[]> {
	let files = 0;
	const isOneTooMany = (mail: Mail) => (files += attachmentSummaries(mail).length) > MOST_FILES;
	const from = mails.findLastIndex(isOneTooMany) + 1;
	const reading = { api, context, isTool: true };
	const newest = mails.slice(from) as Array<Mail & { attachments?: never }>;
	return [...mails.slice(0, from), ...(await withAttachmentText(reading, thread, newest))];
}

/** A thread may not show a message that is spam, or that many others have followed. */
async function currentOf(api: Api, settings: Settings, mails: readonly Mail[]): Promise<Mail> {
	const { inboxId, threadId, messageId = '' } = settings;
	const found = mails.find(({ message_id }) => message_id === messageId);
	if (found) return found;
	const current = await api.get(path`/inboxes/${inboxId}/messages/${messageId}`);
	if (current.thread_id === threadId) return current;
	throw new InputError(
		`The current message ${messageId} is not part of the thread ${threadId}. Take both from the same item, or leave Current Message empty to remember the whole thread.`,
	);
}

function earlier(mails: readonly Mail[], current: Mail): readonly Mail[] {
	const at = mails.indexOf(current);
	if (at >= 0) return mails.slice(0, at);
	const time = timeOf(current);
	return mails.filter((mail) => timeOf(mail) < time);
}

const timeOf = ({ timestamp }: Mail) => Date.parse(textOf(timestamp) ?? '');

const held = (messageId = '') =>
	new InputError(
		`Agent Armor holds the message ${messageId} back, so the agent does not get it. Release it first.`,
	);

/** Shows in n8n's log of the sub-node what was loaded, or why nothing was. (n8n 2.41: logWrapper) */
async function logged(
	context: SubNodeContext,
	load: () => Promise<ChatMessage[]>,
): Promise<ChatMessage[]> {
	const type = NodeConnectionTypes.AiMemory;
	const action = 'loadMemoryVariables';
	const { index } = context.addInputData(type, [[{ json: { action } }]]);
	try {
		const loaded = await load();
		const chatHistory = loaded.map((message) => message.toJSON());
		context.addOutputData(type, index, [[{ json: { action, chatHistory } }]]);
		return loaded;
	} catch (thrown) {
		const error = subNodeError(context, thrown);
		context.addOutputData(type, index, error);
		throw error;
	}
}

/** With this mark n8n passes an error of a sub-node on as it is. */
function subNodeError(context: SubNodeContext, thrown: unknown): NodeOperationError {
	const { message, description } = toNodeError(context.getNode(), thrown);
	return new NodeOperationError(context.getNode(), message, {
		description: description ?? undefined,
		functionality: 'configuration-node',
	});
}
