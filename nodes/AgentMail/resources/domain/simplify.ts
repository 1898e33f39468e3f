import { pickFields } from '../../operation/output';

/** The DNS records belong to it: they are what is to be set, also after a change that adds some. */
export const simplifyDomain = pickFields([
	'domain_id',
	'domain',
	'pod_id',
	'status',
	'reason',
	'feedback_enabled',
	'subdomains_enabled',
	'tracking_enabled',
	'created_at',
	'records',
]);
