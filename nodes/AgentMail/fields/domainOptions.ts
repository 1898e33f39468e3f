import { flag } from '../operation/field';

/** What a domain can do. Switching the last two on adds DNS records, so the domain must be verified again. */
export const domainOptions = {
	feedbackEnabled: flag({
		displayName: 'Feedback',
		default: true,
		description: 'Whether bounces and complaints are forwarded to the inboxes of the domain',
	}),
	subdomainsEnabled: flag({
		displayName: 'Subdomains',
		description: 'Whether inboxes may be on any subdomain',
	}),
	trackingEnabled: flag({
		displayName: 'Open Tracking',
		description: 'Whether messages from the domain may learn when they are opened',
	}),
};

interface DomainOptions {
	feedbackEnabled?: boolean;
	subdomainsEnabled?: boolean;
	trackingEnabled?: boolean;
}

/** In wire names. */
export const domainBody = (options: DomainOptions) => ({
	feedback_enabled: options.feedbackEnabled,
	subdomains_enabled: options.subdomainsEnabled,
	tracking_enabled: options.trackingEnabled,
});
