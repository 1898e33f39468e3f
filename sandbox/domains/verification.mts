import type { VerificationRecord } from 'agentmail/serialization';
import { notFound } from '../errors.mjs';
import { domainVerifiedEvent } from '../events/events.mjs';
import { publish } from '../events/publish.mjs';
import type { Domain } from '../records.mjs';
import type { Services } from '../services.mjs';
import type { DomainOutcome } from '../settings.mjs';

/** How long the sandbox pretends to look into the DNS; a test must be able to see `VERIFYING`. */
const VERIFYING_MS = 200;

interface Findings {
	/** Why the domain is not verified (SDK: Domain.reason). */
	reason?: string;
	records: Pick<VerificationRecord.Raw, 'status' | 'reason'>;
}

const FINDINGS: Record<DomainOutcome, Findings> = {
	VERIFIED: { records: { status: 'VALID' } },
	PENDING: { reason: 'dns_records_missing', records: { status: 'MISSING' } },
	INVALID: {
		reason: 'dns_records_invalid',
		records: { status: 'INVALID', reason: 'value_mismatch' },
	},
	FAILED: { reason: 'ses_dkim_failed', records: { status: 'VALID' } },
	VERIFYING: { reason: 'ses_dkim_pending', records: { status: 'VALID' } },
};

/** Starts a verification, which ends in the background as the settings say; a verified domain stays so. */
export function startVerification(services: Services, domain: Domain): void {
	if (domain.status === 'VERIFIED' || domain.status === 'VERIFYING') return;
	const { store, background, settings } = services;
	domain.status = 'VERIFYING';
	domain.updated_at = store.now();
	background.run(async () => {
		await background.pause(VERIFYING_MS);
		const isCurrent = store.domains.get(domain.domain_id) === domain;
		if (isCurrent && domain.status === 'VERIFYING')
			settle(services, domain, settings.domainOutcome);
	});
}

/** Ends a verification at once, whatever the settings say. @throws ApiError 404 */
export function verifyDomain(
	services: Services,
	domain_id: string,
	outcome: DomainOutcome,
): Domain {
	const domain = services.store.domains.get(domain_id);
	if (!domain) throw notFound('Domain', domain_id);
	settle(services, domain, outcome);
	return domain;
}

function settle(services: Services, domain: Domain, outcome: DomainOutcome): void {
	const { reason, records } = FINDINGS[outcome];
	const isNew = domain.status !== outcome;
	domain.status = outcome;
	if (reason) domain.reason = reason;
	else delete domain.reason;
	domain.records = domain.records.map(({ type, name, value, priority }) => ({
		type,
		name,
		value,
		...(priority !== undefined && { priority }),
		...records,
	}));
	domain.updated_at = services.store.now();
	if (isNew && outcome === 'VERIFIED')
		publish(services, domainVerifiedEvent(services.store, domain));
}
