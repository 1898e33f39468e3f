import type { IDataObject } from 'n8n-workflow';
import { WAIT_INDEFINITELY } from 'n8n-workflow';

import { recipients } from '../fields/recipients';
import { choice, flag, singleLine, text, timeOf, type Field } from '../fields/field';
import type { Item } from '../fields/item';
import { InputError } from '../shared/inputError';
import type { Buttons } from './question';
import { asText } from '../shared/values';

/** Who is asked. Each gets a mail of his or her own. */
export const reviewers = (displayName: string) =>
	recipients({
		displayName,
		required: true,
		description:
			'Who is asked. Each gets a mail with a link of their own, and the first answer counts. Separate several with commas.',
	});

export const question = text({
	displayName: 'Message',
	required: true,
	typeOptions: { rows: 4 },
	description: 'What to ask. It stands in the mail and on the page where the answer is given.',
});

export const subject = singleLine({
	displayName: 'Subject',
	required: true,
	default: 'Your answer is needed',
	description: 'The subject line of the mail that asks',
});

const PAGE = 'a page of this n8n. The person must be able to open the address of n8n.';

export const responseType = choice(
	{ displayName: 'Response Type', default: 'approval', description: 'How the person answers' },
	[
		{ name: 'Approval', value: 'approval', description: `One or two buttons on ${PAGE}` },
		{
			name: 'E-Mail Reply',
			value: 'reply',
			description:
				'A reply to the mail that asks, without a page. AgentMail must be able to reach this n8n at a public https address.',
		},
		{ name: 'Free Text', value: 'freeText', description: `An answer written on ${PAGE}` },
	],
);

/** Named as in n8n's own nodes. */
export const approvalOptions: Field<Buttons> = {
	properties: (name) => [
		{
			displayName: 'Approval Options',
			name,
			type: 'fixedCollection',
			placeholder: 'Add option',
			default: {},
			description: 'The buttons on the page',
			options: [
				{
					displayName: 'Values',
					name: 'values',
					values: [
						{
							displayName: 'Type of Approval',
							name: 'approvalType',
							type: 'options',
							default: 'double',
							description: 'Whether the person can also decline',
							options: [
								{ name: 'Approve and Decline', value: 'double' },
								{ name: 'Approve Only', value: 'single' },
							],
						},
						{
							displayName: 'Approve Button Label',
							name: 'approveLabel',
							type: 'string',
							default: 'Approve',
							description: 'The text of the button that approves',
						},
						{
							displayName: 'Decline Button Label',
							name: 'disapproveLabel',
							type: 'string',
							default: 'Decline',
							description: 'The text of the button that declines',
							displayOptions: { show: { approvalType: ['double'] } },
						},
					],
				},
			],
		},
	],
	read: (item, path) => {
		const values = (item.parameter(`${path}.values`) ?? {}) as IDataObject;
		const decline = asText(values.disapproveLabel)?.trim() || 'Decline';
		return {
			approve: asText(values.approveLabel)?.trim() || 'Approve',
			decline: values.approvalType === 'single' ? null : decline,
		};
	},
};

const MINUTE_MS = 60_000;
const UNITS = [
	{ name: 'Days', value: 'days', milliseconds: 24 * 60 * MINUTE_MS },
	{ name: 'Hours', value: 'hours', milliseconds: 60 * MINUTE_MS },
	{ name: 'Minutes', value: 'minutes', milliseconds: MINUTE_MS },
];

/** Until when answers count: a time, or so long after the question; milliseconds. */
type TimeLimit = { at: number } | { after: number };

/** Unix milliseconds; `null` without a limit. */
export function endOf(limit: TimeLimit | undefined): number | null {
	if (limit === undefined) return null;
	return 'at' in limit ? limit.at : Date.now() + limit.after;
}

/** Named as in n8n's own nodes. */
export const limitWaitTime: Field<TimeLimit | undefined, Item> = {
	properties: (name) => [
		{
			displayName: 'Limit Wait Time',
			name,
			type: 'fixedCollection',
			default: { values: { limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'days' } },
			description:
				'When the workflow goes on although nobody has answered. The output then says timedOut, and approved is false.',
			options: [
				{
					displayName: 'Values',
					name: 'values',
					values: [
						{
							displayName: 'Limit Type',
							name: 'limitType',
							type: 'options',
							default: 'afterTimeInterval',
							description: 'Whether the wait ends after a while or at a set time',
							options: [
								{ name: 'After Time Interval', value: 'afterTimeInterval' },
								{ name: 'At Specified Time', value: 'atSpecifiedTime' },
							],
						},
						{
							displayName: 'Amount',
							name: 'resumeAmount',
							type: 'number',
							typeOptions: { minValue: 0 },
							default: 1,
							description: 'How long to wait, in the unit below',
							displayOptions: { show: { limitType: ['afterTimeInterval'] } },
						},
						{
							displayName: 'Unit',
							name: 'resumeUnit',
							type: 'options',
							default: 'days',
							description: 'What the amount counts',
							options: UNITS.map(({ name: shown, value }) => ({ name: shown, value })),
							displayOptions: { show: { limitType: ['afterTimeInterval'] } },
						},
						{
							displayName: 'Max Date and Time',
							name: 'maxDateAndTime',
							type: 'dateTime',
							default: '',
							description: 'When the wait ends',
							displayOptions: { show: { limitType: ['atSpecifiedTime'] } },
						},
					],
				},
			],
		},
	],
	read: (item, path) => {
		const values = item.parameter(`${path}.values`) as IDataObject | undefined;
		if (values === undefined) return undefined;
		const limit = limitOf(values, item);
		const end = endOf(limit) ?? NaN;
		// Later is no date that n8n could store, or one that means "for ever" to it.
		if (end > Date.now() && end < WAIT_INDEFINITELY.getTime()) return limit;
		throw new InputError(
			'Limit Wait Time must end in the future, and before the year 3000. Enter an amount above 0, or a date and time that is still to come.',
		);
	},
};

function limitOf(values: IDataObject, item: Item): TimeLimit {
	const { limitType, maxDateAndTime, resumeAmount = 1, resumeUnit = 'days' } = values;
	if (limitType === 'atSpecifiedTime') {
		return { at: timeOf(maxDateAndTime, 'Max Date and Time', item)?.getTime() ?? NaN };
	}
	const unit = UNITS.find(({ value }) => value === resumeUnit);
	return { after: Number(resumeAmount) * (unit?.milliseconds ?? NaN) };
}

export const appendAttribution = flag({
	displayName: 'Append Attribution',
	description: 'Whether the mail ends with a line that says it was sent with n8n',
});
