import { documented } from '../troubleshooting/scene.mjs';
import { mistakes, noMistakes, unfilled } from '../troubleshooting/mistakes.mjs';
import { generated, type Generated } from './generated.mjs';

/** `docs/troubleshooting.md`: what n8n shows for the most likely mistakes, from the table that the tests hold it to. */
export async function troubleshootingPage(): Promise<Generated> {
	return await generated('docs/troubleshooting.md', page());
}

function page(): string {
	return [
		'# Troubleshooting',
		'Search this page for the message that n8n shows: the message says what to do. The values in it are examples. If AgentMail says more, n8n shows that in the details below the message. Every row is tested in a real n8n.',
		'**Nothing arrives at the trigger?** Go through the [checklist](triggers.md#nothing-arrives-a-checklist).',
		'## Messages and what causes them',
		table(
			['What happened', 'What n8n shows'],
			[
				...mistakes.map(({ mistake, shows }) => [mistake, shows(documented)]),
				[unfilled.mistake, unfilled.shows.replaceAll(/\s+/g, ' ')],
			],
		),
		'## What looks like a mistake but works',
		table(
			['What you do', 'What happens'],
			noMistakes.map(({ did, happens, hint }) => [did, hint ? `${happens} ${hint}` : happens]),
		),
	].join('\n\n');
}

function table(head: string[], rows: string[][]): string {
	return [head, head.map(() => '---'), ...rows]
		.map((cells) => `| ${cells.map(cell).join(' | ')} |`)
		.join('\n');
}

/** Text as it is: a message is no markup. What the docs say themselves keeps its code style. */
function cell(text: string): string {
	return text
		.replaceAll('\\', '\\\\')
		.replaceAll('|', '\\|')
		.replaceAll('<', '&lt;')
		.replaceAll('*', '\\*');
}
