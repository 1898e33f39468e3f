import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { expect, test } from '@jest/globals';

const built = fileURLToPath(
	new URL('../../dist/nodes/AgentMail/mail/htmlText.js', import.meta.url),
);

/** Of the text itself, twice the length: in pieces and as one. */
const MEGABYTES = 100;

/** Node ends a thread that needs more. */
async function readsInLittleMemory(piece: string): Promise<boolean> {
	const source = `
		const { parentPort } = require('node:worker_threads');
		const { htmlText } = require(${JSON.stringify(built)});
		parentPort.postMessage(htmlText(${JSON.stringify(piece)}.repeat(5_000_000 / ${piece.length})).length >= 0);`;
	const resourceLimits = { maxOldGenerationSizeMb: MEGABYTES, maxYoungGenerationSizeMb: 32 };
	const worker = new Worker(source, { eval: true, resourceLimits });
	const [answer] = (await once(worker, 'message')) as [unknown];
	await worker.terminate();
	return answer === true;
}

test.each([
	'<b>',
	'<b style="display:none">',
	'<div class="a">',
	'<table><tr><td>',
	'<ul><li>',
	'</p>',
	'<br>',
	'<p>x',
	'<a href="https://x.example/">x',
	'<style>.a{display:none}</style>',
	'<a b=c ',
	'<!--',
	'&amp',
	'word ',
])('5 MB of %j are read in 100 MB of memory', async (piece) => {
	expect(await readsInLittleMemory(piece)).toBe(true);
});
