import { automatedBecause, mailingListBecause } from '../events/automated';
import { EVENTS } from '../events/catalogue';
import { isMail, type IncomingMail } from '../events/incoming';
import {
	choice,
	collection,
	flag,
	notice,
	number,
	shownWhen,
	type Reader,
	type Values,
} from '../fields/field';
import { asDelivered, isAddressPattern, matchesAddress } from '../mail/addressPattern';
import { matchesWildcard } from '../mail/wildcard';
import { InputError } from '../shared/inputError';
import { asFlag } from '../shared/values';
import { addressPatterns, filter, guard, patterns, type Filter, type IsOwn } from './filter';

const EMPTY = 'is empty, so no email can start the workflow. Fill it in or remove it.';
const UNKNOWN =
	'is set to an unknown value, so no email can start the workflow. Choose another or remove it.';

const CONVERSATIONS = [
	{ name: 'Any', value: 'any', description: 'First messages and replies' },
	{ name: 'New', value: 'new', description: 'Only the first message of a conversation' },
	{ name: 'Replies', value: 'replies', description: 'Only later messages' },
];

const WITHHELD = {
	review: 'Agent Armor wants it reviewed',
	'not scanned': 'Agent Armor has not scanned it',
};

/** In the order in which they are asked: the first that objects is the reason. */
const FILTERS = {
	allowUnauthenticated: guard(
		{
			displayName: 'Allow Unauthenticated',
			description:
				'Whether to let in email labeled unauthenticated, whose sender may be forged. Off unless you add it or choose the event Message Received (Unauthenticated).',
		},
		false,
		(isAllowed, { labels }) =>
			!isAllowed && labels.includes('unauthenticated') && "its sender couldn't be verified",
	),
	onlyClear: filter(
		flag({
			displayName: 'Only Clear Mail',
			default: true,
			description:
				'Whether to let in only email that Agent Armor found clear or someone released. Needs Hold mode: in Monitor mode email comes before its scan.',
		}),
		// What an expression does not find protects too.
		(given) => asFlag(given) ?? true,
		(isOn, { scan }) => isOn && scan !== 'clear' && scan !== 'released' && WITHHELD[scan],
	),
	skipOwn: guard(
		{
			displayName: 'Skip Own Email',
			description:
				'Whether to skip email from any inbox that the API key can reach. On unless you add it and turn it off.',
		},
		true,
		(isOn, { senders }, isOwn) =>
			isOn && senders.some(isOwn) && 'it comes from an inbox of this account',
	),
	skipAutomated: guard(
		{
			displayName: 'Skip Automated Email',
			description:
				'Whether to skip email sent by programs: newsletters, out-of-office replies, bounces, noreply senders. On unless you add it and turn it off.',
		},
		true,
		(isOn, mail) => isOn && automatedBecause(mail),
	),
	skipMailingLists: filter(
		flag({
			displayName: 'Skip Mailing Lists',
			default: true,
			description:
				'Whether to skip email that comes through a mailing list or a group. Same as Skip Automated Email unless you add it. Turn it off if customers write to you through a Google Group.',
		}),
		(given) => asFlag(given) ?? true,
		(isOn, mail) => isOn && mailingListBecause(mail),
	),
	senders: addressPatterns(
		{
			displayName: 'Senders',
			placeholder: 'e.g. jane@example.com, *@example.org, example.net',
			description:
				"Only email from one of these starts the workflow: addresses, *@example.com for one domain, or example.com for a domain and its subdomains. Display names don't count. Email whose sender can't be identified is also rejected.",
		},
		(wanted, { sender }) =>
			(sender === null || !isAmong(wanted, sender)) && 'its sender does not match',
		(wanted) => isEmpty(wanted) || noAddress(wanted),
	),
	blockedSenders: addressPatterns(
		{
			displayName: 'Blocked Senders',
			placeholder: 'e.g. spam@example.com, example.net',
			description:
				"Email from one of these never starts the workflow. Same format as Senders. Email whose sender can't be identified is also rejected.",
		},
		(blocked, { sender, senders }) =>
			blocked.length > 0 &&
			(sender === null || senders.some((address) => isBlocked(blocked, address))) &&
			"its sender is blocked or can't be identified",
		(blocked) => noAddress(blocked),
	),
	recipients: addressPatterns(
		{
			displayName: 'Recipients',
			placeholder: 'e.g. support+billing@example.com',
			description:
				'Only email to one of these starts the workflow, in To, CC or BCC. Same format as Senders.',
		},
		(wanted, { recipients }) =>
			!recipients.some((address) => isAmong(wanted, address)) && 'it is addressed to others',
		(wanted) => isEmpty(wanted) || noAddress(wanted),
	),
	subject: patterns(
		{
			displayName: 'Subject',
			placeholder: 'e.g. invoice, Order *',
			description:
				'Only email whose subject contains one of these starts the workflow. With a * it must match the whole subject: Order * matches subjects that begin with Order.',
		},
		(wanted, { subject }) =>
			!wanted.some((pattern) => isAbout(pattern, subject)) && 'its subject does not match',
		(wanted) => isEmpty(wanted),
	),
	labels: patterns(
		{
			displayName: 'Labels',
			placeholder: 'e.g. unread',
			description: 'Only email with all of these labels starts the workflow',
		},
		(wanted, mail) =>
			!(wanted.length > 0 && wanted.every((pattern) => hasLabel(mail, pattern))) &&
			'a label is missing',
		(wanted) => isEmpty(wanted),
	),
	excludeLabels: patterns(
		{
			displayName: 'Exclude Labels',
			placeholder: 'e.g. handled',
			description: "Email with any of these labels doesn't start the workflow",
		},
		(unwanted, mail) =>
			unwanted.some((pattern) => hasLabel(mail, pattern)) && 'it has an excluded label',
	),
	hasAttachments: filter(
		flag({
			displayName: 'Has Attachments',
			default: true,
			description:
				"Whether the email must have attachments (on) or must have none (off). Images in the text don't count.",
		}),
		(given) => asFlag(given) ?? null,
		(wanted, mail) =>
			mail.hasAttachments !== wanted && `it has ${mail.hasAttachments ? '' : 'no '}attachments`,
		(wanted) => wanted === null && UNKNOWN,
	),
	conversation: filter(
		choice(
			{
				displayName: 'Conversation',
				description: 'Which messages of a conversation start the workflow',
			},
			CONVERSATIONS,
		),
		(given) => CONVERSATIONS.find(({ value }) => value === given)?.value ?? null,
		(wanted, { isReply }) =>
			wanted !== 'any' &&
			wanted !== (isReply ? 'replies' : 'new') &&
			`it is ${isReply ? 'a' : 'not a'} reply`,
		(wanted) => wanted === null && UNKNOWN,
	),
	/** Counted where an email is let in: see `senderCap.ts`. */
	maxPerSenderPerHour: filter(
		number({
			displayName: 'Max per Sender and Hour',
			default: 20,
			typeOptions: { minValue: 1, numberPrecision: 0 },
			description:
				'How many emails from one sender can start the workflow within an hour. Any beyond that are ignored. Off unless you add it. The count is kept in memory, separately for each n8n process, and resets on restart.',
		}),
		perHour,
		() => false,
		(most) => most === 0 && EMPTY,
	),
};

/** What the filters of a trigger say. */
export type Filters = Values<typeof FILTERS>;

const MAIL_EVENTS = EVENTS.flatMap(({ value, payload: key }) =>
	isMail({ type: value, key }) ? [value] : [],
);

export const loopNotice = shownWhen(
	{ events: MAIL_EVENTS },
	notice(
		"Automated email and email from your own inboxes don't start the workflow. To let it in, add Skip Automated Email or Skip Own Email under Filters and turn it off.",
	),
);

export const filters = collection(
	{
		displayName: 'Filters',
		placeholder: 'Add filter',
		description: 'Which email can start the workflow. Only Message Received events are filtered.',
	},
	FILTERS,
);

/** @param events the chosen ones: who wants unauthenticated email gets it */
export async function chosenFilters(from: Reader, events: string[]): Promise<Filters> {
	const chosen = await filters.read(from, 'filters');
	const isWanted = events.includes('message.received.unauthenticated');
	return {
		...chosen,
		skipMailingLists: chosen.skipMailingLists ?? chosen.skipAutomated,
		allowUnauthenticated: chosen.allowUnauthenticated || isWanted,
	};
}

/** Why an email must not start a run, as a sentence without its end, or `undefined` if it may. */
export function whyRefused(mail: IncomingMail, filters: Filters, isOwn: IsOwn): string | undefined {
	for (const { filter, value } of added(filters)) {
		const because = filter.refuses(value, mail, isOwn);
		if (because) return `${because} (filter ${filter.label})`;
	}
	return undefined;
}

/**
 * A filter that can let nothing through is a mistake, better said when the workflow is published than found out by email
 * that never comes.
 *
 * @throws {InputError} when a filter is empty, is none of its choices, or is to hold addresses and holds something else
 */
export function refuseUselessFilters(filters: Filters): void {
	for (const { filter, value } of added(filters)) {
		const flaw = filter.flaw?.(value);
		if (flaw) throw new InputError(`The filter ${filter.label} of the trigger ${flaw}`);
	}
}

function added(filters: Filters): Array<{ filter: Filter<unknown>; value: unknown }> {
	return Object.entries(FILTERS).flatMap(([name, filter]) => {
		const value = filters[name as keyof Filters];
		return value === undefined ? [] : [{ filter: filter as Filter<unknown>, value }];
	});
}

const isEmpty = (list: string[]) => list.length === 0 && EMPTY;

function noAddress(list: string[]): string | undefined {
	const wrong = list.find((pattern) => !isAddressPattern(pattern));
	return wrong === undefined
		? undefined
		: `contains "${wrong}", which is neither an address nor a domain. Use jane@example.com, *@example.com or example.com.`;
}

/** 0 for what is no number of emails. Some values cannot even be converted: an object whose `toString` is no function. */
function perHour(given: unknown): number {
	const most = typeof given === 'number' || typeof given === 'string' ? Number(given) : NaN;
	return most >= 1 ? Math.floor(most) : 0;
}

function isAmong(patterns: string[], address: string): boolean {
	return patterns.some((pattern) => matchesAddress(pattern, address));
}

/** In whatever letters a domain is written. */
function isBlocked(patterns: string[], address: string): boolean {
	return isAmong(patterns, address) || isAmong(patterns, asDelivered(address));
}

/** Words without a star may stand anywhere: nobody knows a whole subject. */
function isAbout(pattern: string, subject: string): boolean {
	return matchesWildcard(pattern.includes('*') ? pattern : `*${pattern}*`, subject);
}

function hasLabel({ labels }: IncomingMail, pattern: string): boolean {
	return labels.some((label) => matchesWildcard(pattern, label));
}
