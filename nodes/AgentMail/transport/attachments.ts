import type { AttachmentResponse } from 'agentmail/serialization';

import { download, type Download } from './download';
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
 * @throws {AgentMailError} when it cannot be had
 */
export async function fetchAttachment(
	api: Api,
	context: Parameters<typeof download>[0],
	holder: ApiPath,
	id: string,
): Promise<Download> {
	const location = await api.get<AttachmentResponse.Raw>(path`${holder}/attachments/${id}`);
	return await download(context, location, id);
}
