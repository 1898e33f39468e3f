import type { IDataObject } from 'n8n-workflow';
import { WAIT_INDEFINITELY } from 'n8n-workflow';

import { recipients } from '../fields/recipients';
import { choice, flag, singleLine, text, timeOf, type Field } from '../fields/field';
import type { Item } from '../fields/item';
import { InputError } from '../shared/inputError';
import type { Buttons } from './question';
import { isRecord } from '../shared/json';
import { asText, parseJson } from '../shared/values';
import { TEXTS, type Texts } from './texts';
import { writtenMessage } from './writtenMessage';

/** Who is asked. Each gets an email of their own. */
export const reviewers = (displayName: string) =>
	recipients({
		displayName,
		required: true,
		description:
			'Who is asked. Each gets an email with a link of their own, and the first answer counts. Separate several with commas.',
	});

export const question: Field<string | undefined, Item> = {
	properties: text({
		displayName: 'Message',
		required: true,
		typeOptions: { rows: 4 },
		description: 'What to ask. Shown in the email and on the page.',
	}).properties,
	read: writtenMessage,
};

export const subject = singleLine({
	displayName: 'Subject',
	required: true,
	default: 'Your answer is needed',
	description: 'Subject of the email',
});

const PAGE = 'a page of this n8n. The person must be able to open the address of n8n.';

export const responseType = choice(
	{
		displayName: 'Response Type',
		default: 'approval',
		description: 'How the person answers',
		builderHint: {
			propertyHint:
				'Output: approval data.approved and data.comment; freeText and reply data.text; customForm data with a key for each field label; all data.respondedBy.',
		},
	},
	[
		{ name: 'Approval', value: 'approval', description: `One or two buttons on ${PAGE}` },
		{ name: 'Custom Form', value: 'customForm', description: `A form that you define, on ${PAGE}` },
		{
			name: 'Email Reply',
			value: 'reply',
			description:
				'A reply to the email, without a page. AgentMail must be able to reach this n8n at a public https address.',
		},
		{ name: 'Free Text', value: 'freeText', description: `An answer written on ${PAGE}` },
	],
);

/** Named as in n8n's own nodes. */
export const approvalOptions: Field<ButtonLabels> = {
	properties: (name) => [
		{
			displayName: 'Approval Options',
			name,
			type: 'fixedCollection',
			placeholder: 'Add option',
			default: {},
			description: 'Buttons of the page',
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
		return {
			approve: asText(values.approveLabel)?.trim() || undefined,
			decline: asText(values.disapproveLabel)?.trim() || undefined,
			isApproveOnly: values.approvalType === 'single',
		};
	},
};

/** What was chosen for the buttons; the rest is as usual. */
interface ButtonLabels {
	approve: string | undefined;
	decline: string | undefined;
	isApproveOnly: boolean;
}

/** @param usual on the button that approves */
export const buttonsOf = (
	labels: ButtonLabels | undefined,
	texts: Texts,
	usual = texts.approve,
): Buttons => ({
	approve: labels?.approve ?? usual,
	decline: labels?.isApproveOnly ? null : (labels?.decline ?? texts.decline),
});

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
				'When the workflow continues without an answer. The output then has data.timedOut: true and data.approved: false.',
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
	description: 'Whether the email ends with a line that says it was sent with n8n',
});

const look = (displayName: string, description: string) => text({ displayName, description });

/** Named as in n8n's own nodes. */
export const formLook = {
	responseFormTitle: look('Response Form Title', 'Above the form, instead of Subject'),
	responseFormDescription: look('Response Form Description', 'Below the title, instead of Message'),
	responseFormButtonLabel: look('Response Form Button Label', 'On the button that submits'),
	formSubmittedText: look('Text to Show', 'On the page once the form is submitted'),
};

/** The email that asks, named as in n8n's own nodes. */
export const letterOptions = {
	messageButtonLabel: singleLine({
		displayName: 'Message Button Label',
		description: 'On the button in the email that opens the page',
	}),
	cc: recipients({
		displayName: 'CC',
		description: 'Who gets a visible copy. Its link works for them too.',
	}),
	replyTo: recipients({
		displayName: 'Send Replies To',
		description: 'Where replies to the email go',
	}),
	inReplyTo: singleLine({
		displayName: 'In Reply To',
		placeholder: 'e.g. <CAF=x1+y@mail.gmail.com>',
		description: 'ID of a message: the question then appears in its conversation, with its subject',
	}),
};

/** All that email and page say by themselves, in other words. The docs list the names. */
export const texts: Field<Texts> = {
	properties: (name) => [
		{
			displayName: 'Texts',
			name,
			type: 'json',
			default: '{ "language": "en" }',
			description:
				'Fixed texts of the email and the page in your own words or language, by name. See the docs for the list.',
		},
	],
	read: (item, path) => {
		const given = item.parameter(path);
		const changes = typeof given === 'string' ? parseJson(given || '{}', 'Texts') : (given ?? {});
		const texts: Texts = { ...TEXTS };
		for (const [name, value] of Object.entries(isRecord(changes) ? changes : {})) {
			if (!isTextName(name)) throw new InputError(`Texts: there is no text called "${name}".`);
			texts[name] = asText(value) ?? TEXTS[name];
		}
		if (isLanguage(texts.language)) return texts;
		throw new InputError(
			`Texts: "${texts.language}" is not a language tag. Use one such as en, de or pt-BR.`,
		);
	},
};

const isTextName = (name: string): name is keyof Texts => Object.hasOwn(TEXTS, name);

function isLanguage(tag: string): boolean {
	try {
		return Intl.getCanonicalLocales(tag).length === 1;
	} catch {
		return false;
	}
}
