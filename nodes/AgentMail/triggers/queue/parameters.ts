import { CONTENT_SECONDS } from '../../events/content';
import { notice, number, options, propertiesOf } from '../../fields/field';
import { contentFields } from '../contentFields';
import { events, otherEvents, scope } from '../eventFields';
import { filters, loopNotice } from '../filters';
import { inOrder } from '../orderField';
import { testWith } from '../testEvent';

/** Seconds between two reads of a queue that has been quiet for a while, unless a person says otherwise. */
export const LONGEST_WAIT_SECONDS = 60;

/** What a trigger's options mean for what arrives. */
export const queueOptions = options({
	...contentFields(CONTENT_SECONDS.queue),
	inOrder,
	testWith,
	longestWaitSeconds: number({
		displayName: 'Longest Wait (Seconds)',
		default: LONGEST_WAIT_SECONDS,
		typeOptions: { minValue: 1, maxValue: 3600 },
		description:
			'How long the trigger waits between two looks into the queue when nothing comes. After an event it looks again in 5 seconds, then waits longer each time.',
	}),
});

export type Options = Awaited<ReturnType<typeof queueOptions.read>>;

export const parameters = propertiesOf({
	events,
	scope,
	loopNotice,
	queueNotice: notice(
		'AgentMail keeps each event until this trigger has started its run, also while n8n is down. US region only; events start within a minute.',
	),
	filters,
	options: queueOptions,
	otherEvents,
});
