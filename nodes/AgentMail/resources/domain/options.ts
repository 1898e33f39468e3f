import { flag, type Values } from '../../fields/field';

/** What a domain can do. Switching the last two on adds DNS records, so the domain must be verified again. */
export const domainOptions = {
	feedbackEnabled: flag({
		displayName: 'Feedback',
		default: true,
		description: 'Whether bounces and complaints are forwarded to the inboxes of the domain',
	}),
	subdomainsEnabled: flag({
		displayName: 'Subdomains',
		description: 'Whether inboxes may also be on subdomains of the domain',
	}),
	trackingEnabled: flag({
		displayName: 'Open Tracking',
		description: 'Whether you may learn when messages from the domain are opened, with Track Opens',
	}),
};

/** In wire names. */
export const domainBody = (options: Values<typeof domainOptions>) => ({
	feedback_enabled: options.feedbackEnabled,
	subdomains_enabled: options.subdomainsEnabled,
	tracking_enabled: options.trackingEnabled,
});
