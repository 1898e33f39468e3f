import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What people read: beside the code, in docs, and on GitHub's own pages. */
const pages = ['.', 'docs', 'examples', 'benchmark', '.github'].flatMap((folder) =>
	readdirSync(join(root, folder))
		.filter((name) => name.endsWith('.md') || name === 'llms.txt')
		.map((name) => join(root, folder, name)),
);

/** A page without what is shown as code, where brackets are no links. */
function prose(file: string): string {
	return readFileSync(file, 'utf8')
		.replaceAll(/^( *)(```+)[\s\S]*?^\1\2 *$/gm, '')
		.replaceAll(/`[^`\n]*`/g, '');
}

/** Targets of links and pictures, written in Markdown or HTML; not those elsewhere on the web. */
function linksOf(file: string): string[] {
	const text = prose(file);
	const found = [
		...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
		...text.matchAll(/^\s*\[[^\]]+\]:\s*(\S+)/gm),
		...text.matchAll(/\b(?:href|src)="([^"]+)"/g),
	].map(([, target]) => target!);
	return found.filter((target) => !/^[a-z][a-z+.-]*:/i.test(target));
}

/** The anchors of a page's headings, as GitHub makes them: the same text again gets a number. */
function anchorsOf(file: string): Set<string> {
	const text = readFileSync(file, 'utf8').replaceAll(/^( *)(```+)[\s\S]*?^\1\2 *$/gm, '');
	const taken = new Map<string, number>();
	const anchors = [...text.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, title]) => {
		const plain = title!.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
		const slug = plain.replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '').replaceAll(' ', '-');
		const before = taken.get(slug) ?? 0;
		taken.set(slug, before + 1);
		return before === 0 ? slug : `${slug}-${before}`;
	});
	return new Set(anchors);
}

/** Why a link leads nowhere, or nothing. */
function defect(page: string, link: string): string | undefined {
	const [path = '', anchor] = link.split('#').map(decodeURIComponent);
	const target = path === '' ? page : resolve(dirname(page), path);
	if (relative(root, target).startsWith('..')) return 'leads out of the repository';
	if (!existsSync(target)) return 'no such file';
	if (anchor === undefined) return undefined;
	if (statSync(target).isDirectory() || !target.endsWith('.md')) return 'an anchor needs a page';
	return anchorsOf(target).has(anchor) ? undefined : 'no such heading';
}

test('the pages that must be there are', () => {
	const names = pages.map((page) => relative(root, page));
	expect(names).toEqual(
		expect.arrayContaining([
			'README.md',
			'CHANGELOG.md',
			'CONTRIBUTING.md',
			'SECURITY.md',
			'docs/operations.md',
			'docs/triggers.md',
		]),
	);
});

test('links are found at all', () => {
	expect(linksOf(join(root, 'README.md'))).toEqual(
		expect.arrayContaining(['docs/operations.md', 'docs/images/workflow.png']),
	);
	const readme = join(root, 'README.md');
	expect(defect(readme, '#credentials')).toBeUndefined();
	expect(defect(readme, '#no-such-heading')).toBe('no such heading');
	expect(defect(readme, 'docs/none.md')).toBe('no such file');
});

test.each(pages.map((page) => [relative(root, page), page]))(
	'every link of %s leads somewhere',
	(_name, page) => {
		const dead = linksOf(page).flatMap((link) => {
			const reason = defect(page, link);
			return reason === undefined ? [] : [`${link}: ${reason}`];
		});
		expect(dead).toEqual([]);
	},
);

test("the nodes' documentation in n8n is a page of this repository", () => {
	const { homepage, n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
		homepage: string;
		n8n: { nodes: string[] };
	};
	const pagesAt = homepage.replace('#readme', '/blob/main/');
	const folder = join(root, 'nodes', 'AgentMail');
	const links = readdirSync(folder)
		.filter((name) => name.endsWith('.node.json'))
		.map((name) => {
			const { resources } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
				resources: { primaryDocumentation: Array<{ url: string }> };
			};
			return resources.primaryDocumentation[0]!.url;
		});
	const dead = links.filter(
		(link) =>
			link !== homepage &&
			(!link.startsWith(pagesAt) || defect(join(root, 'README.md'), link.slice(pagesAt.length))),
	);
	expect(links).toHaveLength(n8n.nodes.length);
	expect(dead).toEqual([]);
});

test('every picture is shown somewhere', () => {
	const shown = new Set(
		pages.flatMap((page) => linksOf(page).map((link) => resolve(dirname(page), link))),
	);
	const images = join(root, 'docs', 'images');
	const unused = readdirSync(images, { recursive: true, encoding: 'utf8' }).filter(
		(name) => name.endsWith('.png') && !shown.has(join(images, name)),
	);
	expect(unused).toEqual([]);
});
