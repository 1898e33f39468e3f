import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isHeld } from '../mail/agentArmor';
import { isRecord, textOf } from '../shared/json';
import { logOncePerMinute } from '../shared/logThrottle';
import { mapConcurrently } from '../shared/mapConcurrently';
import { settledOrAborted } from '../shared/waiting';
import { agentMailApi } from '../transport/api';
import { ATTACHMENT_PREFIX, fetchAttachment, PARALLEL_DOWNLOADS } from '../transport/attachments';
import { endingWith } from '../transport/cancel';
import { withDistinctNames } from '../transport/download';
import { reasonOf } from '../transport/errors';
import { path, type ApiPath } from '../transport/path';
import type { Api, ReceivingContext } from '../transport/types';
import { readEvent, type AgentMailEvent } from './event';
import { isMail, isScanNotice } from './incoming';
import { quotedForLog, titleOf } from './log';
import { simplifiedEvent, wholeEvent, type Arrival } from './output';

/** What an email is to be completed with. */
export interface Wishes {
	fetchFullMessage?: boolean;
	includeThread?: boolean;
	downloadAttachments?: boolean;
	binaryPropertyPrefix?: string;
	maxAttachments?: number;
	maxAttachmentMegabytes?: number;
}

/** An event, and what was fetched for it. */
export interface Content {
	event: AgentMailEvent;
	thread?: IDataObject;
	binary?: IBinaryKeyData;
	/** Something is missing; n8n's log says what. */
	incomplete?: boolean;
}

/**
 * Seconds that completing an email may take. AgentMail waits 15 seconds for the answer to a webhook (Svix docs: webhook
 * timeout); on a WebSocket and at a queue nobody waits.
 */
export const CONTENT_SECONDS = { webhook: 10, webSocket: 60, queue: 60 };

/** How many files of an email are fetched, and how large they may be together, unless a person says otherwise. */
export const ATTACHMENT_LIMITS = { files: 20, megabytes: 25 };

const MEGABYTE = 1_000_000;

/** What has come so far. */
interface Found {
	message?: Details;
	thread?: IDataObject;
	files: IBinaryKeyData;
}

/** One thing to fetch. */
interface Step {
	what: string;
	run(api: Api, context: ReceivingContext, found: Found): Promise<void>;
}

/**
 * Completes an event about a received email through the API: by its ids, never by an address in the event. What fails or
 * takes too long is left out and reported. Never throws: the event itself is there. All other events stay as they are.
 *
 * @param seconds how long all of it may take
 */
export async function fetchContent(
	context: ReceivingContext,
	event: AgentMailEvent,
	wishes: Wishes,
	seconds: number,
): Promise<Content> {
	const { steps, problems } = plan(event, wishes);
	if (steps.length === 0 && problems.length === 0) return { event };

	const signal = AbortSignal.timeout(seconds * 1000);
	const bounded = endingWith(signal, context);
	const api = agentMailApi(bounded);
	const found: Found = { files: {} };
	const work = mapConcurrently(steps, PARALLEL_DOWNLOADS, async ({ what, run }) => {
		try {
			await run(api, bounded, found);
		} catch (error) {
			const reason = reasonOf(error);
			problems.push(`${what} could not be fetched. ${reason}`);
		}
	});
	const inTime = await settledOrAborted(
		work.then(() => true),
		signal,
	);
	if (!inTime) problems.push(`AgentMail took more than ${seconds} seconds.`);
	if (problems.length > 0) report(context, problems);
	// Copies: what comes too late must not change the item.
	const { message, thread, files } = found;
	return {
		event: message ? withMessage(event, message) : event,
		thread,
		binary: Object.keys(files).length > 0 ? withDistinctNames(inOrder(files)) : undefined,
		incomplete: problems.length > 0 ? true : undefined,
	};
}

/** At most one line a minute: each item says for itself that it is incomplete. */
function report(context: ReceivingContext, problems: string[]): void {
	logOncePerMinute(`incomplete ${context.getWorkflow().id} ${context.getNode().id}`, (more) =>
		context.logger.warn(
			`${titleOf(context)}: an email is incomplete. ${quotedForLog(problems.join(' '), 300)}${more}`,
		),
	);
}

/** The item that a run starts with. */
export function startItem(
	{ event, binary, thread, incomplete }: Content,
	how: Arrival,
	simplify = true,
): INodeExecutionData {
	const arrival = { ...how, thread, incomplete };
	const json = simplify ? simplifiedEvent(event, arrival) : wholeEvent(event, arrival);
	return { json, ...(binary && { binary }) };
}

interface Plan {
	steps: Step[];
	problems: string[];
}

function plan(event: AgentMailEvent, wishes: Wishes): Plan {
	const { type, details } = event;
	if (isMail(event)) return planForMail(details, wishes);
	const isWanted = isScanNotice(type) && wishes.fetchFullMessage;
	return { steps: isWanted ? [messageStep(details)] : [], problems: [] };
}

function messageStep(details: Details): Step {
	return {
		what: 'The message',
		run: async (api, _context, found) => {
			found.message = await api.get(messagePath(details));
		},
	};
}

function planForMail(details: Details, wishes: Wishes): Plan {
	const steps: Step[] = [];
	const problems: string[] = [];
	if (wishes.fetchFullMessage || lacksBody(details)) steps.push(messageStep(details));
	if (wishes.includeThread) {
		steps.push({
			what: 'The thread',
			run: async (api, _context, found) => {
				found.thread = withoutHeld(await api.get<IDataObject>(threadPath(details)));
			},
		});
	}
	if (wishes.downloadAttachments) {
		const files = attachedFiles(details);
		const chosen = withinLimits(files, wishes);
		const left = files.length - chosen.length;
		if (left > 0) problems.push(`${left} of ${files.length} attachments exceed the limits.`);
		const { binaryPropertyPrefix = ATTACHMENT_PREFIX } = wishes;
		steps.push(
			...chosen.map((file) => fileStep(details, file, `${binaryPropertyPrefix}${file.index}`)),
		);
	}
	return { steps, problems };
}

function fileStep(details: Details, { index, id }: File, field: string): Step {
	return {
		what: `Attachment ${index}`,
		run: async (api, context, found) => {
			const { file } = await fetchAttachment(api, context, messagePath(details), id);
			found.files[field] = file;
		},
	};
}

type Details = Record<string, unknown>;

/** AgentMail leaves the text out of deliveries over 1 MB. (AgentMail docs: webhook payload size) */
function lacksBody({ text, html }: Details): boolean {
	return typeof text !== 'string' && typeof html !== 'string';
}

function messagePath({ inbox_id, message_id }: Details): ApiPath {
	return path`/inboxes/${requiredId(inbox_id)}/messages/${requiredId(message_id)}`;
}

function threadPath({ inbox_id, thread_id }: Details): ApiPath {
	return path`/inboxes/${requiredId(inbox_id)}/threads/${requiredId(thread_id)}`;
}

/** What Agent Armor holds back must not come along with what answers it. */
function withoutHeld({ messages, ...thread }: IDataObject): IDataObject {
	const free = Array.isArray(messages) ? messages.filter(isRecord) : [];
	return { ...thread, messages: free.filter((message) => !isHeld(message)) as IDataObject[] };
}

/** An empty id where there is none: `path` refuses that. */
function requiredId(value: unknown): string {
	return textOf(value) ?? '';
}

interface File {
	/** Position among the attachments. */
	index: number;
	id: string;
	size: number;
}

function attachedFiles({ attachments }: Details): File[] {
	if (!Array.isArray(attachments)) return [];
	return attachments.map((attachment: unknown, index) => {
		const { attachment_id, size }: Details = isRecord(attachment) ? attachment : {};
		// An attachment without a size exceeds every limit.
		return {
			index,
			id: requiredId(attachment_id),
			size: typeof size === 'number' && size >= 0 ? size : Infinity,
		};
	});
}

/** The first files that fit into both limits. */
function withinLimits(files: File[], wishes: Wishes): File[] {
	const { files: count, megabytes } = ATTACHMENT_LIMITS;
	const { maxAttachments = count, maxAttachmentMegabytes = megabytes } = wishes;
	const chosen: File[] = [];
	let bytes = 0;
	for (const file of files) {
		if (chosen.length >= maxAttachments) break;
		if (bytes + file.size > maxAttachmentMegabytes * MEGABYTE) continue;
		chosen.push(file);
		bytes += file.size;
	}
	return chosen;
}

/** As they are attached, and not as they came in. */
function inOrder(files: IBinaryKeyData): IBinaryKeyData {
	const numberOf = (field: string) => Number(/(?<!\d)\d+$/.exec(field)?.[0]);
	return Object.fromEntries(Object.entries(files).sort(([a], [b]) => numberOf(a) - numberOf(b)));
}

/** Reads it again as an event, so that it does not differ from one that was delivered whole. */
function withMessage(event: AgentMailEvent, message: Details): AgentMailEvent {
	const whole = { ...event.details, ...message };
	return readEvent({ ...event.payload, [event.key ?? 'message']: whole }) ?? event;
}
