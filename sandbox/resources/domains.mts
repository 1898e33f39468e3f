import * as sdk from 'agentmail/serialization';
import { requiredRecords, zoneFile } from '../domains/dns.mjs';
import { startVerification } from '../domains/verification.mjs';
import { ApiError, invalid, notFound } from '../errors.mjs';
import { TextAnswer } from '../http/textAnswer.mjs';
import { validate } from '../http/validate.mjs';
import type { Domain, DomainItem } from '../records.mjs';
import { parameter, type Context, type Resource } from '../routing/context.mjs';
import { page } from '../routing/paging.mjs';
import { DEFAULT_DOMAIN } from '../store.mjs';

export const domains: Resource = {
	name: 'domains',
	levels: ['organization', 'pod'],
	routes: [
		{ sdk: 'list', method: 'GET', path: '/domains', permission: 'domain_read', answer: list },
		{
			sdk: 'get',
			method: 'GET',
			path: '/domains/:domain_id',
			permission: 'domain_read',
			answer: named,
		},
		{
			sdk: 'getZoneFile',
			method: 'GET',
			path: '/domains/:domain_id/zone-file',
			permission: 'domain_read',
			answer: (context) => new TextAnswer(zoneFile(named(context))),
		},
		{
			sdk: 'create',
			method: 'POST',
			path: '/domains',
			permission: 'domain_create',
			organizationKeyOnly: true,
			answer: create,
		},
		{
			sdk: 'update',
			method: 'PATCH',
			path: '/domains/:domain_id',
			permission: 'domain_update',
			answer: update,
		},
		{
			sdk: 'delete',
			method: 'DELETE',
			path: '/domains/:domain_id',
			permission: 'domain_delete',
			answer: remove,
		},
		{
			sdk: 'verify',
			method: 'POST',
			path: '/domains/:domain_id/verify',
			permission: 'domain_update',
			answer: (context) => startVerification(context, named(context)),
		},
		{
			sdk: 'getSetupLink',
			method: 'GET',
			path: '/domains/:domain_id/setup-link',
			levels: ['organization'],
			permission: 'domain_read',
			answer: getSetupLink,
		},
	],
};

function named(context: Context): Domain {
	const domain_id = parameter(context, 'domain_id');
	const domain = context.store.domains.get(domain_id.toLowerCase());
	if (!domain || !context.store.isWithin(domain, context.scope)) {
		throw notFound('Domain', domain_id);
	}
	return domain;
}

/** Lists leave out the state of the verification (SDK: DomainItem). */
function itemOf({ status, reason, records, ...item }: Domain): DomainItem {
	return item;
}

function list(context: Context) {
	const { store, scope } = context;
	return page(context, {
		name: 'domains',
		items: [...store.domains.values()].filter((domain) => store.isWithin(domain, scope)),
		id: ({ domain_id }) => domain_id,
		time: ({ created_at }) => created_at,
		present: itemOf,
	});
}

function create({ store, scope, body: given }: Context): Domain {
	const body = validate(sdk.CreateDomainRequest, given);
	const name = body.domain.toLowerCase();
	requireFree(store.domains, name);
	if (conflictOf(name) && !body.allow_conflicting_provider) {
		throw new ApiError('unprocessable', `${name} has MX records of ${conflictOf(name)}.`, {
			fix: 'Send `allow_conflicting_provider: true` to register it beside that provider, or use a subdomain.',
		});
	}
	const now = store.now();
	const domain: Domain = {
		pod_id: scope.pod_id ?? store.defaultPod.pod_id,
		domain_id: name,
		domain: name,
		status: 'NOT_STARTED',
		reason: 'dns_records_missing',
		feedback_enabled: body.feedback_enabled ?? true,
		subdomains_enabled: body.subdomains_enabled ?? false,
		tracking_enabled: body.tracking_enabled ?? false,
		records: [],
		updated_at: now,
		created_at: now,
	};
	domain.records = requiredRecords(domain, dkimKey(store.hex(48)));
	store.domains.set(name, domain);
	store.use('domain_count', 1, domain);
	return domain;
}

/** @throws ApiError 400 for what is no domain, 403 or 409 for one that is taken */
function requireFree(taken: Map<string, Domain>, name: string): void {
	if (!/^(?=.{4,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,63}$/.test(name)) {
		throw invalid(['domain'], 'Expected the name of a domain, such as example.com.');
	}
	if (name === DEFAULT_DOMAIN || name.endsWith(`.${DEFAULT_DOMAIN}`)) {
		const fix = 'Register a domain of your own.';
		throw new ApiError('resource_taken', `${name} belongs to AgentMail.`, { fix });
	}
	if (taken.has(name)) {
		const fix = `Read it with GET /v0/domains/${name}.`;
		throw new ApiError('already_exists', `The domain ${name} is registered already.`, { fix });
	}
}

function dkimKey(hex: string): string {
	return `MIIBIjANBgkqhkiG9w0B${Buffer.from(hex, 'hex').toString('base64')}`;
}

/** The sandbox looks into no DNS: here the name tells who receives the mail of a domain. */
function conflictOf(name: string): string | undefined {
	return name.startsWith('google-') ? 'Google Workspace' : undefined;
}

/** More records to publish mean a new verification (SDK: UpdateDomainRequest). */
function update(context: Context): Domain {
	const domain = named(context);
	const { feedback_enabled, subdomains_enabled, tracking_enabled } = validate(
		sdk.UpdateDomainRequest,
		context.body,
	);
	const given = { feedback_enabled, subdomains_enabled, tracking_enabled };
	const changes = Object.entries(given).filter(([, value]) => value !== undefined);
	if (changes.length === 0) {
		throw invalid([], `Expected at least one of ${Object.keys(given).join(', ')}.`);
	}
	const before = domain.records.length;
	Object.assign(domain, Object.fromEntries(changes));
	domain.records = requiredRecords(domain, '');
	if (domain.records.length > before) {
		domain.status = 'PENDING';
		domain.reason = 'dns_records_missing';
	}
	domain.updated_at = context.store.now();
	return domain;
}

function remove(context: Context): undefined {
	const domain = named(context);
	context.store.domains.delete(domain.domain_id);
	context.store.use('domain_count', -1, domain);
}

/** Domain Connect: a link that writes the records at the DNS provider (SDK: getSetupLink). */
function getSetupLink(context: Context) {
	const { domain } = named(context);
	const conflicting_provider = conflictOf(domain);
	const conflict = conflicting_provider && { conflicting_provider };
	// The name tells here too: not every DNS provider knows Domain Connect.
	if (domain.startsWith('manual-')) return { supported: false, ...conflict };
	const state = context.store.hex(32);
	return {
		supported: true,
		provider_name: 'Sandbox DNS',
		url: `https://dns.example.com/apply?domain=${domain}&state=${state}`,
		width: 750,
		height: 750,
		state,
		...conflict,
	};
}
