/**
 * Which room may use which: imports run one way, types included. `npm run lint` holds it.
 *
 * The package from the ground up. A room uses the rooms of the floors below it, and its own files.
 */
const FLOORS = [
	['shared'],
	['transport', 'mail'],
	['fields', 'pickers', 'events', 'webhooks'],
	['agent', 'triggers'],
	['operation', 'AgentMail.*Trigger.node'],
	['humanReview'],
	['resources'],
	['AgentMail.node'],
];

const place = (room) => `^nodes/AgentMail/${room}(/|\\.ts$)`;

const rooms = FLOORS.flatMap((floor, height) =>
	floor.map((room) => ({
		name: `${room}-uses-only-floors-below`,
		comment: 'Move what both need to a lower floor.',
		severity: 'error',
		from: { path: place(room) },
		to: {
			path: '^nodes/',
			pathNot: [room, ...FLOORS.slice(0, height).flat()].map(place),
		},
	})),
);

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
		...rooms,
		only('nodes'),
		only('credentials', 'nodes'),
		only('sandbox'),
		only('scripts', 'nodes', 'credentials', 'sandbox'),
		only('test', 'nodes', 'credentials', 'sandbox', 'scripts'),
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.tools.json' },
		doNotFollow: { path: 'node_modules' },
	},
};
