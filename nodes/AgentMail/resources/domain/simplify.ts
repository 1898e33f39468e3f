import { only } from '../../operation/output';

const FIELDS = [
	'domain_id',
	'domain',
	'pod_id',
	'status',
	'reason',
	'feedback_enabled',
	'subdomains_enabled',
	'tracking_enabled',
	'created_at',
];

/** A domain without its DNS records, which the raw output and the zone file have. */
export const simplifyDomain = only(FIELDS);

/** A new domain is created for the DNS records that are to be set. */
export const simplifyNewDomain = only([...FIELDS, 'records']);
