import { CONTENT_SECONDS } from '../../events/content';
import { number, options, propertiesOf } from '../../fields/field';
import { contentFields } from '../contentFields';
import { events, otherEvents, scope } from '../eventFields';
import { filters, loopNotice } from '../filters';
import { inOrder } from '../orderField';
import { testWith } from '../testEvent';

/** How far the trigger looks back unless a person says otherwise. */
export const LOOK_BACK_HOURS = 24;

/** What a trigger's options mean for what arrives. */
export const listeningOptions = options({
	...contentFields(CONTENT_SECONDS.webSocket),
	inOrder,
	testWith,
	lookBackHours: number({
		displayName: 'Look Back After Restart (Hours)',
		default: LOOK_BACK_HOURS,
		typeOptions: { minValue: 0, maxValue: 336 },
		description:
			"How far back to look for email that came in while n8n was not running. Email that already ran is recognized by its saved execution. If successful executions aren't saved, or n8n prunes them sooner (by default after 10,000 executions or 14 days), that email runs again after a restart. Set to 0 to turn this off.",
	}),
});

export type Options = Awaited<ReturnType<typeof listeningOptions.read>>;

export const parameters = propertiesOf({
	events,
	scope,
	loopNotice,
	filters,
	options: listeningOptions,
	otherEvents,
});
