/** Collections of the API, by what n8n calls the resource. */
const RESOURCES: Readonly<Record<string, string>> = {
	'api-keys': 'API Key',
	domains: 'Domain',
	drafts: 'Draft',
	inboxes: 'Inbox',
	lists: 'List Entry',
	messages: 'Message',
	pods: 'Pod',
	threads: 'Thread',
	webhooks: 'Webhook',
};

/** Calls that are no plain create, read, update or delete, by method and end of the path. */
const SPECIAL: Readonly<Record<string, string>> = {
	'GET me': 'Organization: Get Identity',
	'GET organizations': 'Organization: Get',
	'POST batch-update': 'Label: Update',
	'POST reply': 'Message: Reply',
	'POST send': 'Message: Send',
	'POST verify': 'Domain: Verify',
};

/** A call as AgentMail writes it, with the JSON for it where it gives one. */
const CALL =
	/\b(GET|POST|PATCH|DELETE) (?:\/v0)?(\/[\w@.:{}<>%+/-]*[\w}>])(?: (?:and|with) \{.*\})?/g;

/** AgentMail's advice names calls of its API. Who reads it in n8n knows the operations of the node. */
export function callsInWords(advice: string): string {
	return advice.replace(CALL, (call, method: string, path: string) => {
		return operationOf(method, path.split('/')) ?? call;
	});
}

function operationOf(method: string, segments: string[]): string | undefined {
	const special = SPECIAL[`${method} ${segments.at(-1)}`];
	if (special) return special;
	const place = segments.findLastIndex((segment) => segment in RESOURCES);
	const resource = RESOURCES[segments[place] ?? ''];
	// The path of a list goes on with its direction and type.
	const ids = segments.length - 1 - place - (resource === 'List Entry' ? 2 : 0);
	const operation = ids > 1 ? undefined : OPERATIONS[`${method} ${ids > 0 ? 'one' : 'all'}`];
	return resource && operation && `${resource}: ${operation}`;
}

const OPERATIONS: Readonly<Record<string, string>> = {
	'DELETE one': 'Delete',
	'GET all': 'Get Many',
	'GET one': 'Get',
	'PATCH one': 'Update',
	'POST all': 'Create',
};
