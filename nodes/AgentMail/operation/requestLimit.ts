import type { SendMessageRequest } from 'agentmail/serialization';

import { CREDENTIAL } from '../transport/api';
import { InputError } from '../shared/inputError';
import { isInternal, serverOf, type AgentMailCredential } from '../transport/server';
import { jsonSize, StoredFile } from '../transport/storedFile';
import type { Item } from '../fields/item';

/** A whole request, base64 included. (AgentMail docs: attachments) */
const MOST_BYTES = 6_000_000;

/** What AgentMail fetches by URL for one message. (AgentMail docs: attachments) */
const MOST_LINKED_BYTES = 30_000_000;

/** For drafts: one may wait longer than a link to this n8n is valid. @throws {InputError} with the choices */
export function refuseTooLarge(body: object): void {
	const size = jsonSize(body);
	if (size > MOST_BYTES) throw tooLarge(size, 'a draft cannot have links to this n8n');
}

/**
 * A message that the API takes. If it is too large, its files become links to this n8n, where AgentMail can fetch them
 * for an hour. No file is read for it: the sizes are known.
 *
 * @returns `message` itself if it fits
 * @throws {InputError} when it does not fit and links are not possible: why, and the choices
 */
export async function withinLimit(
	message: SendMessageRequest.Raw,
	{ context }: Item,
): Promise<SendMessageRequest.Raw> {
	const size = jsonSize(message);
	if (size <= MOST_BYTES) return message;

	const files = (message.attachments ?? []).filter((file) => file instanceof StoredFile);
	const links = files.map((file) => linkTo(file, size));
	for (const link of links) {
		if (!(await canFetch(context, link))) {
			throw tooLarge(size, 'this n8n has no public https address to link to');
		}
	}
	if (files.reduce((sum, file) => sum + file.size, 0) > MOST_LINKED_BYTES) {
		throw tooLarge(size, 'even as links its files may have 30 MB at most');
	}
	const attachments = message.attachments?.map((file) =>
		file instanceof StoredFile ? { ...file.details, url: links[files.indexOf(file)] } : file,
	);
	const linked = { ...message, attachments };
	if (jsonSize(linked) <= MOST_BYTES) return linked;
	throw tooLarge(
		size,
		'only files in the binary store of n8n, not those in memory, can become links',
	);
}

function linkTo(file: StoredFile, size: number): string {
	const link = file.link();
	if (link !== undefined) return link;
	throw tooLarge(size, 'this n8n cannot make links to its files');
}

/** AgentMail itself reaches public addresses only; an own server that is near reaches what is near. */
async function canFetch(context: Item['context'], link: string): Promise<boolean> {
	if (!URL.canParse(link)) return false;
	const { protocol, hostname } = new URL(link);
	if (protocol === 'https:' && !isInternal(hostname)) return true;
	const credential = await context.getCredentials<AgentMailCredential>(CREDENTIAL);
	return isInternal(new URL(serverOf(credential).origin).hostname);
}

function tooLarge(size: number, reason: string): InputError {
	const megabytes = (size / 1_000_000).toFixed(1);
	return new InputError(
		`The message is ${megabytes} MB as sent (files grow by a third), more than the 6 MB that one AgentMail request takes; ${reason}. Put the file where AgentMail can fetch it and attach it by URL, make it smaller, or send a link in the text.`,
	);
}
