import type { AttachmentResponse } from 'agentmail/serialization';

import { download, type Download, type FileLocation } from './download';
import { path, type ApiPath } from './path';
import type { Api } from './types';

/** How the binary fields of a message's files begin, unless a person chooses otherwise; a number follows. */
export const ATTACHMENT_PREFIX = 'attachment_';

/** Files of a message at once: each one streams, so a few are enough. */
export const PARALLEL_DOWNLOADS = 3;

/**
 * Streams a file of a message into n8n's binary store.
 *
 * @param holder the path of the message, thread or draft that has it
 * @throws {AgentMailError} if it cannot be downloaded
 */
export async function fetchAttachment(
	api: Api,
	context: Parameters<typeof download>[0],
	holder: ApiPath,
	id: string,
): Promise<Download> {
	return await download(context, await attachmentLocation(api, holder, id), id);
}

/** @param holder see {@link fetchAttachment} */
export async function attachmentLocation(
	api: Api,
	holder: ApiPath,
	id: string,
): Promise<FileLocation> {
	return await api.get<AttachmentResponse.Raw>(path`${holder}/attachments/${id}`);
}
