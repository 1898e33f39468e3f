/** Something the person who built the workflow can put right. The message says what to do. */
export class InputError extends Error {
	override name = 'InputError';
}
