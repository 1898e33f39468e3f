import { describe, expect, test } from '@jest/globals';
import { sublimeSearch } from '@n8n/utils/search/sublime-search';
import { readdirSync, readFileSync } from 'node:fs';

const NODES = new URL('../../nodes/AgentMail/', import.meta.url);
const SEARCHES = new URL('searches.json', import.meta.url);

/** As n8n's panel searches them: a trigger stands under its action node, if it has one. (n8n 2.41: editor-ui, nodeCreator) */
const nodes = readdirSync(NODES)
	.filter((file) => file.endsWith('.node.json') && file !== 'AgentMailTrigger.node.json')
	.map((file) => {
		const codex = JSON.parse(readFileSync(new URL(file, NODES), 'utf8')) as { alias: string[] };
		const source = readFileSync(new URL(file.replace('.json', '.ts'), NODES), 'utf8');
		const displayName = /displayName: '(.*)'/.exec(source)?.[1];
		return { properties: { displayName, codex } };
	});

describe("the search of n8n's node panel", () => {
	const searches = JSON.parse(readFileSync(SEARCHES, 'utf8')) as Array<{ words: string }>;

	test.each(searches.map(({ words }) => words))('finds a node by "%s"', (words) => {
		expect(sublimeSearch(words, nodes)).not.toEqual([]);
	});
});
