import { changesOf, type Limited } from '../../nodes/AgentMail/agent/guard.js';
import { PROFILES, type ProfileName } from '../../nodes/AgentMail/agent/profile.js';
import { withParts, type Generated } from './generated.mjs';

const MARKS = {
	begin: '<!-- profiles: written by npm run docs -->',
	end: '<!-- end of profiles -->',
};

/** What a person calls the changes that a profile can let through, in the order of the columns. */
const COLUMNS: ReadonlyArray<{ title: string; change: string; what: string }> = [
	{ title: 'writes drafts', change: 'POST drafts', what: 'yes, unscheduled' },
	{ title: 'changes drafts', change: 'PATCH drafts/*', what: 'only those of its workflow' },
	{ title: 'deletes drafts', change: 'DELETE drafts/*', what: 'only those of its workflow' },
	{ title: 'replies', change: 'POST messages/*/reply', what: 'only to the sender' },
	{ title: 'replies to all', change: 'POST messages/*/reply-all', what: 'only if you allow it' },
];

/** The table of `docs/ai-agents.md`: how far an agent may go with each profile, from the rules themselves. */
export async function profilesTable(): Promise<Generated> {
	const titles = [
		'Agent May',
		'reads email',
		...COLUMNS.map(({ title }) => title),
		'other changes',
	];
	const rows = [
		titles,
		titles.map(() => '---'),
		...(['readOnly', 'draftsOnly', 'replyOnly', 'full'] as const).map(rowOf),
	];
	const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
	return await withParts('docs/ai-agents.md', { ...MARKS, text: table });
}

function rowOf(name: ProfileName): string[] {
	const title = `**${PROFILES[name].name}**`;
	if (name === 'full') return [title, 'yes', ...COLUMNS.map(() => 'yes'), 'yes'];
	return [title, 'yes', ...cellsOf(name), 'no'];
}

/** @throws Error for a change that has no column: the table would say less than the profile allows */
function cellsOf(name: Limited): string[] {
	const allowed = changesOf(name);
	const unknown = allowed.filter((change) => !COLUMNS.some((column) => column.change === change));
	if (unknown.length > 0) throw new Error(`No column for ${unknown.join(', ')}.`);
	return COLUMNS.map(({ change, what }) => (allowed.includes(change) ? what : 'no'));
}
