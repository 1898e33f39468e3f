import { flag, type Values } from '../../fields/field';

/** What a domain can do. The last two add DNS records, so the domain must be verified again. */
export const domainOptions = {
	feedbackEnabled: flag({
		displayName: 'Feedback',
		default: true,
		description: 'Whether to forward bounces and complaints to the inboxes of the domain',
	}),
	subdomainsEnabled: flag({
		displayName: 'Subdomains',
		description: 'Whether inboxes can use subdomains of the domain',
	}),
	trackingEnabled: flag({
		displayName: 'Open Tracking',
		description: 'Whether messages from the domain can use Track Opens',
	}),
};

/** In wire names. */
export const domainBody = (options: Values<typeof domainOptions>) => ({
	feedback_enabled: options.feedbackEnabled,
	subdomains_enabled: options.subdomainsEnabled,
	tracking_enabled: options.trackingEnabled,
});
