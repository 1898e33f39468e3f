import { createHash } from 'node:crypto';

/** A digest of a JSON value. @returns 64 characters of `0-9a-f` */
export function digestOf(content: unknown): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
