import type { INodeProperties } from 'n8n-workflow';

import { contentOptions, simplify } from '../contentParameters';
import { eventFields } from '../eventParameters';
import { filterFields } from '../filterParameters';
import { LOOK_BACK_HOURS } from './listen';
import { CONTENT_SECONDS } from '../../events/content';

export const parameters: INodeProperties[] = [
	...eventFields,
	...filterFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			...contentOptions(CONTENT_SECONDS.webSocket),
			{
				displayName: 'In Order per Inbox',
				name: 'inOrder',
				type: 'boolean',
				default: true,
				description:
					'Whether the events of an inbox wait for each other: the next one starts when the run of the one before has ended. Off when not added: then all start at once.',
			},
			{
				displayName: 'Look Back After Restart (Hours)',
				name: 'lookBackHours',
				type: 'number',
				default: LOOK_BACK_HOURS,
				typeOptions: { minValue: 0, maxValue: 336 },
				description:
					'How far back to look for e-mail that came while n8n was not running. What ran before is known by its execution. If this n8n or workflow does not save successful executions, or n8n has more of them within this time than it keeps (10,000 of all workflows, and 14 days, unless told otherwise), e-mail of this time runs again after a restart: set 0 to avoid that.',
			},
			simplify,
		],
	},
];
