import { createHash } from 'node:crypto';

/** Short for something that JSON can hold, and another for anything else. @returns 64 characters of `0-9a-f` */
export function digestOf(content: unknown): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
