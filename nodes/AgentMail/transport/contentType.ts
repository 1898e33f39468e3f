/** Types of the files that emails carry most, by file extension (IANA media types). */
const BY_ENDING: Record<string, string> = {
	csv: 'text/csv',
	doc: 'application/msword',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	eml: 'message/rfc822',
	gif: 'image/gif',
	htm: 'text/html',
	html: 'text/html',
	ics: 'text/calendar',
	jpeg: 'image/jpeg',
	jpg: 'image/jpeg',
	json: 'application/json',
	md: 'text/markdown',
	mp3: 'audio/mpeg',
	mp4: 'video/mp4',
	pdf: 'application/pdf',
	png: 'image/png',
	pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	svg: 'image/svg+xml',
	txt: 'text/plain',
	wav: 'audio/wav',
	webp: 'image/webp',
	xls: 'application/vnd.ms-excel',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	xml: 'application/xml',
	zip: 'application/zip',
};

/** What a file is whose type nobody knows. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/** What programs state when they do not know the type, or want the file to be saved. */
const UNKNOWN =
	/^(?:application|binary)\/(?:x-)?(?:octet-stream|(?:force-)?download|unknown|binary)$/;

const saysSomething = (type: string) => /^[^/]+\/[^/]+$/.test(type) && !UNKNOWN.test(type);

/** A type without its parameters, in small letters. (RFC 2045, section 5.1) */
export const plainType = (type: string) => (type.split(';')[0] ?? '').trim().toLowerCase();

/** The stated type of a file, or the one of its extension if the stated one says nothing. */
export function contentTypeOf(
	fileName: string | null | undefined,
	said: string | null | undefined,
): string | undefined {
	const type = said && withoutControls(said);
	if (type && saysSomething(plainType(type))) return type;
	const ending = /\.([a-z\d]+)$/i.exec(fileName ?? '')?.[1]?.toLowerCase() ?? '';
	return Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : type || undefined;
}

/** A line break would begin another header where the type becomes one. */
const withoutControls = (type: string) => type.replace(/\p{Cc}.*/su, '').trim();

/** Whether it is one of the types above, and not any text that somebody made look like a type. */
export function isUsualType(type: string): boolean {
	return type === UNKNOWN_TYPE || Object.values(BY_ENDING).includes(type);
}
