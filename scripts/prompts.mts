import { readFileSync } from 'node:fs';

const PAGE = new URL('../test/builders/prompts.md', import.meta.url);

/** The workflow that was written for a prompt, as code of n8n's workflow SDK. @param prompt its heading */
export function workflowCode(prompt: string): string {
	const page = readFileSync(PAGE, 'utf8');
	const code = new RegExp(`^## ${prompt}\n[^]*?\`\`\`js\n([^]*?)\`\`\``, 'm').exec(page)?.[1];
	if (code === undefined) throw new Error(`There is no workflow for ${prompt}.`);
	return code;
}
