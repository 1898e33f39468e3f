import { expect, it } from '@jest/globals';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import { answerIn, asking, linkOf, pause, visit } from './reviewSupport.mjs';
import type { World } from './world.mjs';

/**
 * A form of one's own, with a file, in n8n as people run it.
 *
 * @param takesFiles n8n 1 never deletes what was uploaded, so there a file is refused
 */
export function reviewFormSuite(world: () => World, takesFiles = true): void {
	const client = () => world().n8n.client;
	const named = (...names: string[]) => ({ values: names.map((option) => ({ option })) });
	const WITHOUT_FILE = [
		{ fieldLabel: 'Order', requiredField: true },
		{ fieldLabel: 'Amount', fieldType: 'number' },
		{ fieldLabel: 'Size', fieldType: 'dropdown', fieldOptions: named('S', 'M') },
		{ fieldLabel: 'Checks', fieldType: 'checkbox', fieldOptions: named('Paid', 'Sent') },
		{ fieldLabel: '__proto__' },
	];
	const FIELDS = [
		...WITHOUT_FILE,
		{ fieldLabel: 'Receipt', fieldType: 'file', acceptFileTypes: '.txt' },
	];
	const form = (more: object = {}) =>
		asking(world(), {
			responseType: 'customForm',
			defineForm: 'fields',
			formFields: { values: takesFiles ? FIELDS : WITHOUT_FILE },
			options: {
				responseFormTitle: 'Refund',
				responseFormDescription: 'What do you know?',
				responseFormButtonLabel: 'Hand In',
				messageButtonLabel: 'Open the Form',
				formSubmittedText: 'Got it.',
			},
			...more,
		});

	async function upload(link: string, fields: Array<[string, string]>, file?: File) {
		const body = takesFiles ? new FormData() : new URLSearchParams();
		for (const [name, value] of fields) body.append(name, value);
		if (file && body instanceof FormData) body.append('field-5', file);
		const answer = await fetch(link, { method: 'POST', body });
		return { status: answer.status, text: await answer.text() };
	}

	it('answered: the fields by name, a file as binary data, once', async () => {
		const { executionId } = await pause(world(), form());
		const link = linkOf(world(), executionId);
		const { text } = await visit(link);
		for (const shown of ['<h1>Refund</h1>', 'What do you know?', '>Hand In<']) {
			expect(text).toContain(shown);
		}
		const fields: Array<[string, string]> = [
			['field-0', '1042'],
			['field-1', '84.9'],
			['field-2', 'M'],
			['field-3', 'Paid'],
			['field-3', 'Sent'],
			['field-4', 'own'],
			['field-99', 'unknown'],
			['__proto__', 'polluted'],
			['constructor', 'polluted'],
		];
		const done = await upload(
			link,
			fields,
			new File(['hi'], '../receipt.txt', { type: 'text/plain' }),
		);
		expect(done).toMatchObject({ status: 200, text: expect.stringContaining('Got it.') });
		const execution = await client().endedExecution(executionId);
		const answer = answerIn(execution);
		expect(answer).toMatchObject({
			Order: '1042',
			Amount: 84.9,
			Size: 'M',
			Checks: ['Paid', 'Sent'],
			...(takesFiles && { Receipt: { mimetype: 'text/plain', size: 2 } }),
			respondedBy: 'jane@example.com',
		});
		expect(Object.keys(answer)).not.toContain('constructor');
		const receipt = { fileName: 'receipt.txt', mimeType: 'text/plain' };
		const binary = takesFiles
			? expect.objectContaining({ Receipt: expect.objectContaining(receipt) })
			: undefined;
		expect(outputOf(execution, 'Ask')[0]?.binary).toEqual(binary);
		const again = await upload(link, fields);
		expect(again.text).not.toContain('Got it.');
		expect(answerIn(await client().execution(executionId))).toEqual(answer);
	});

	const WRONG: Array<[string, Array<[string, string]>, File | undefined, string]> = [
		['nothing', [], undefined, 'Please fill in Order.'],
		[
			'words for a number',
			[
				['field-0', '1'],
				['field-1', 'ten'],
			],
			undefined,
			'Amount must be a number.',
		],
		[
			'another option',
			[
				['field-0', '1'],
				['field-2', 'XL'],
			],
			undefined,
			'one of the options of Size',
		],
		[
			'10 MB',
			[['field-0', 'Keep me']],
			new File([new Uint8Array(10 * 1024 * 1024)], 'a.txt'),
			'Receipt: the files may have 8 MB together.',
		],
		['another type', [['field-0', '1']], new File(['x'], 'a.exe'), 'takes only these files: .txt'],
	];

	it.each(WRONG.filter(([, , file]) => takesFiles || !file))(
		'%s gets its sentence, and the question stays open with what was typed',
		async (_what, fields, file, sentence) => {
			const { executionId } = await pause(world(), form());
			const link = linkOf(world(), executionId);
			const page = await upload(link, fields, file);
			expect(page).toMatchObject({ status: 400, text: expect.stringContaining(sentence) });
			for (const [, value] of fields.filter(([name]) => name === 'field-0')) {
				expect(page.text).toContain(`value="${value}"`);
			}
			expect((await client().execution(executionId)).status).toBe('waiting');
			await client().stop(executionId);
		},
	);

	if (!takesFiles) {
		it('with a file, it says what it needs, and nobody is asked', async () => {
			const asked = world().sandbox.store.messages.size;
			const refused = pause(world(), form({ formFields: { values: FIELDS } }));
			await expect(refused).rejects.toThrow('File fields need n8n 2');
			expect(world().sandbox.store.messages.size).toBe(asked);
		});
	}

	it('defined as JSON, without files', async () => {
		const jsonOutput = JSON.stringify([{ fieldLabel: 'Email', fieldType: 'email' }]);
		const { executionId } = await pause(world(), form({ defineForm: 'json', jsonOutput }));
		const link = linkOf(world(), executionId);
		expect((await upload(link, [['field-0', 'jane']])).status).toBe(400);
		expect((await upload(link, [['field-0', 'jane@example.com']])).status).toBe(200);
		expect(answerIn(await client().endedExecution(executionId))).toMatchObject({
			Email: 'jane@example.com',
		});
	});
}
