import { pickFields } from '../../operation/output';

/** With the DNS records, because the person has to set them, also after a change that adds some. */
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
