/** An error that whoever built the workflow can fix. The message says how. */
export class InputError extends Error {
	override name = 'InputError';
}
