import { InputError } from '../shared/inputError';

/**
 * @param body a change, in wire names; a field that stays is `undefined`
 * @param advice what to fill in
 * @throws {InputError} when it changes nothing
 */
export function refuseUnchanged(body: object, advice: string): void {
	if (Object.values(body).some((value) => value !== undefined)) return;
	throw new InputError(`Nothing to update. ${advice}`);
}
