import { CONTENT_SECONDS } from '../../events/content';
import { choice, notice, options, propertiesOf, shownWhen, type Field } from '../../fields/field';
import { flag } from '../../fields/field';
import { asFlag } from '../../shared/values';
import { contentFields } from '../contentFields';
import { events, otherEvents, scope } from '../eventFields';
import { filters, loopNotice } from '../filters';
import { testWith } from '../testEvent';

export const registration = choice(
	{
		displayName: 'Registration',
		noDataExpression: true,
		description: 'Who tells AgentMail where to deliver events',
	},
	[
		{
			name: 'Automatic',
			value: 'automatic',
			description:
				'The trigger registers its webhook with AgentMail and removes it again. AgentMail must reach this n8n at a public https:// address.',
		},
		{
			name: 'Manual',
			value: 'manual',
			description: 'You add the webhook in the AgentMail console, in three steps',
		},
	],
);

/** Fails closed: on once it is added, unless it says off. */
const requireSvix: Field<boolean> = {
	properties: flag({
		displayName: 'Require Svix Signature',
		description:
			'Whether to reject deliveries that carry only the plain x-agentmail-signature header. It has no timestamp, so it protects less against a recorded delivery that is sent again.',
	}).properties,
	read: (from, path) => {
		const given = from.parameter(path);
		return given === undefined ? false : (asFlag(given) ?? true);
	},
};

/** What a trigger's options mean for a delivery. */
export const deliveryOptions = options({
	...contentFields(CONTENT_SECONDS.webhook),
	requireSvix,
	testWith,
});

export const parameters = propertiesOf({
	events,
	scope,
	loopNotice,
	filters,
	options: deliveryOptions,
	registration,
	manualNotice: shownWhen(
		{ registration: ['manual'] },
		notice(
			'Deliveries are rejected until you have done this:<ul><li>Click “Webhook URLs” above, choose “Production URL” and copy it.</li><li>In the AgentMail console under Webhooks, add it with the events chosen here.</li><li>Copy the signing secret that the console shows (whsec_…) into Webhook Secret of the credential.</li></ul>',
		),
	),
	otherEvents,
});
