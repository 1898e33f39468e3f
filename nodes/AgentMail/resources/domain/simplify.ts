import type { IDataObject } from 'n8n-workflow';

/** A domain without its DNS records, which Raw output and the zone file have. */
export const simplifyDomain = ({
	domain_id,
	domain,
	pod_id,
	status,
	reason,
	feedback_enabled,
	subdomains_enabled,
	tracking_enabled,
	created_at,
}: IDataObject): IDataObject => ({
	domain_id,
	domain,
	pod_id,
	status,
	reason,
	feedback_enabled,
	subdomains_enabled,
	tracking_enabled,
	created_at,
});
