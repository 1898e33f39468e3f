/**
 * Which room may use which: imports run one way, types included. `npm run lint` holds it.
 *
 * Each building from the ground up. A room uses the rooms of the floors below it, and its own files.
 */
const PACKAGE = [
	['shared'],
	['transport', 'mail'],
	['fields', 'pickers', 'events', 'webhooks'],
	['agent', 'triggers', 'credentialTest'],
	['operation', 'AgentMail.*Trigger.node'],
	['humanReview'],
	['resources'],
	['toolkit'],
	['AgentMail(Admin|Tool|Toolkit|ThreadMemory)?.node'],
];

const SANDBOX = [
	['errors', 'records', 'settings', 'background', 'schedule'],
	['ledger'],
	['store'],
	['http'],
	['access'],
	['events'],
	['websocket', 'queues'],
	['services'],
	['domains', 'metrics'],
	['mail'],
	['routing'],
	['resources'],
	['sandbox'],
	['page', 'control'],
	['index'],
	['main'],
];

function floorsOf(building, floors, extension) {
	const place = (room) => `^${building}/${room}(/|\\.${extension}$)`;
	const held = floors.flatMap((floor, height) =>
		floor.map((room) => ({
			name: `${building}/${room}-uses-only-floors-below`,
			comment: 'Move what both need to a lower floor.',
			severity: 'error',
			from: { path: place(room) },
			to: {
				path: `^${building}/`,
				pathNot: [room, ...floors.slice(0, height).flat()].map(place),
			},
		})),
	);
	const homeless = {
		name: `${building}-room-without-a-floor`,
		comment: 'Say in .dependency-cruiser.mjs on which floor it is.',
		severity: 'error',
		from: { path: `^${building}/`, pathNot: floors.flat().map(place) },
		to: {},
	};
	return [...held, homeless];
}

const only = (from, ...allowed) => ({
	name: `${from}-uses-only-${['itself', ...allowed].join('-')}`,
	severity: 'error',
	from: { path: `^${from}/` },
	to: {
		path: '^(nodes|credentials|sandbox|scripts|test|benchmark)/',
		pathNot: [from, ...allowed].map((folder) => `^${folder}/`),
	},
});

export default {
	forbidden: [
		{ name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
		...floorsOf('nodes/AgentMail', PACKAGE, 'ts'),
		...floorsOf('sandbox', SANDBOX, 'mts'),
		only('nodes'),
		only('credentials', 'nodes'),
		only('sandbox'),
		only('scripts', 'nodes', 'credentials', 'sandbox'),
		only('test', 'nodes', 'credentials', 'sandbox', 'scripts'),
		only('benchmark', 'nodes', 'credentials', 'sandbox', 'scripts'),
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.tools.json' },
		doNotFollow: { path: 'node_modules' },
	},
};
