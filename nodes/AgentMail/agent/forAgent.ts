import type { IExecuteFunctions } from 'n8n-workflow';

import { workflowMark } from '../transport/idempotency';
import type { Api } from '../transport/types';
import { guarded } from './guard';
import { limited } from './hourlyLimit';
import { actsForAgent, hourlyLimitOf, profileOf } from './profile';
import { unlessUnderReview } from './underReview';

/**
 * The API as a running node may use it: for an AI agent within its profile and its limit, and not on messages under
 * review; else whole.
 *
 * @throws {InputError} for a profile or a limit that nobody has chosen
 */
export function forAgent(context: IExecuteFunctions, api: Api): Api {
	const node = context.getNode();
	if (!actsForAgent(node)) return api;
	const profile = profileOf(node);
	const most = hourlyLimitOf(node);
	const careful = unlessUnderReview(api);
	const held = most > 0 ? limited(careful, most) : careful;
	return profile ? guarded(held, profile, workflowMark(context)) : held;
}
