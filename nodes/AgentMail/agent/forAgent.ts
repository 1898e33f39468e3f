import type { IExecuteFunctions } from 'n8n-workflow';

import { workflowMark } from '../transport/idempotency';
import type { Api } from '../transport/types';
import { guarded } from './guard';
import { limited } from './hourlyLimit';
import { hourlyLimitOf, profileOf } from './profile';

/**
 * The API as a running node may use it: for an AI agent within its profile and its limit, else whole.
 *
 * @throws {InputError} for a profile or a limit that nobody has chosen
 */
export function forAgent(context: IExecuteFunctions, api: Api): Api {
	const node = context.getNode();
	const profile = profileOf(node);
	const most = hourlyLimitOf(node);
	const held = most > 0 ? limited(api, most) : api;
	return profile ? guarded(held, profile, workflowMark(context)) : held;
}
