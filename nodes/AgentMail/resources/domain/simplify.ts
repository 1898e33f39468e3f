import { only } from '../../operation/output';

/** A domain without its DNS records, which the raw output and the zone file have. */
export const simplifyDomain = only([
	'domain_id',
	'domain',
	'pod_id',
	'status',
	'reason',
	'feedback_enabled',
	'subdomains_enabled',
	'tracking_enabled',
	'created_at',
]);
