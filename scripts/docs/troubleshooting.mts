import { documented } from '../troubleshooting/scene.mjs';
import { mistakes, noMistakes } from '../troubleshooting/mistakes.mjs';
import { generated, type Generated } from './generated.mjs';

/** `docs/troubleshooting.md`: what n8n shows for the most likely mistakes, from the table that the tests hold it to. */
export async function troubleshootingPage(): Promise<Generated> {
	return await generated('docs/troubleshooting.md', page());
}

function page(): string {
	return [
		'# Troubleshooting',
		'What n8n shows when something is not as it should be, and what to do. Each row is held by a test in n8n’s engine and by one in a real n8n, with exactly this message; the values in it are examples. Where AgentMail has more to say about it, that stands below the message, under its details.',
		table(
			['What happened', 'What n8n shows'],
			mistakes.map(({ mistake, shows }) => [mistake, shows(documented)]),
		),
		'## No mistake at all',
		'These work as they are:',
		table(
			['What you do', 'What happens'],
			noMistakes.map(({ did, happens, hint }) => [did, hint ? `${happens} ${hint}` : happens]),
		),
		'Nothing arrives at the trigger? [triggers.md](triggers.md) has a checklist for that.',
	].join('\n\n');
}

function table(head: string[], rows: string[][]): string {
	return [head, head.map(() => '---'), ...rows]
		.map((cells) => `| ${cells.map(cell).join(' | ')} |`)
		.join('\n');
}

/** Text as it stands: a message is no markup. What the docs say themselves keeps its code style. */
function cell(text: string): string {
	return text
		.replaceAll('\\', '\\\\')
		.replaceAll('|', '\\|')
		.replaceAll('<', '&lt;')
		.replaceAll('*', '\\*');
}
