import type { VerificationRecord } from 'agentmail/serialization';
import type { Domain } from '../records.mjs';

type DnsRecord = VerificationRecord.Raw;

const INBOUND = 'inbound-smtp.us-east-1.amazonaws.com';
const FEEDBACK = 'feedback-smtp.us-east-1.amazonses.com';
const TRACKING = 'track.agentmail.to';
const PRIORITY = 10;
const TTL = 3600;

/**
 * What the owner of a domain must publish; each switch adds one record (SDK: Domain). A record that
 * was there before keeps its status.
 */
export function requiredRecords(
	{ domain, subdomains_enabled, tracking_enabled, records }: Domain,
	dkimKey: string,
): DnsRecord[] {
	const wanted = [
		missing('TXT', `agentmail._domainkey.${domain}`, `v=DKIM1; k=rsa; p=${dkimKey}`),
		missing('TXT', `_dmarc.${domain}`, 'v=DMARC1; p=reject;'),
		missing('TXT', `mail.${domain}`, 'v=spf1 include:amazonses.com -all'),
		missing('MX', `mail.${domain}`, FEEDBACK),
		missing('MX', domain, INBOUND),
		...(subdomains_enabled ? [missing('MX', `*.${domain}`, INBOUND)] : []),
		...(tracking_enabled ? [missing('CNAME', `link.${domain}`, TRACKING)] : []),
	];
	return wanted.map(
		(record) =>
			records.find(({ type, name }) => type === record.type && name === record.name) ?? record,
	);
}

function missing(type: DnsRecord['type'], name: string, value: string): DnsRecord {
	return { type, name, value, status: 'MISSING', ...(type === 'MX' && { priority: PRIORITY }) };
}

/** The records as text that DNS providers import (RFC 1035, 5). */
export function zoneFile({ domain, records }: Domain): string {
	const lines = records.map(({ type, name, value, priority }) => {
		const data = {
			TXT: `"${value.replace(/["\\]/g, '\\$&')}"`,
			MX: `${priority ?? PRIORITY} ${value}.`,
			CNAME: `${value}.`,
		}[type];
		return `${name}.\t${TTL}\tIN\t${type}\t${data}`;
	});
	return [`; AgentMail records of ${domain}`, `$ORIGIN ${domain}.`, ...lines, ''].join('\n');
}
