import { searchInboxes } from './inboxes';
import { searchPods } from './pods';
import type { Search } from './search';

/** Where an AI agent may work: inboxes page by page, and with the first page the pods that the key can reach. */
export const searchInboxesAndPods: Search = async function (filter, token) {
	const inboxes = await searchInboxes.call(this, filter, token);
	if (token !== undefined) return inboxes;
	// An inbox's key sees no pod.
	const pods = await searchPods.call(this, filter).catch(() => ({ results: [] }));
	const named = pods.results.map(({ name, value }) => ({ name: `Pod: ${name}`, value }));
	return { ...inboxes, results: [...inboxes.results, ...named] };
};
