/** `npm test` runs unit, engine and contract; `npm run test:e2e` runs e2e and browser (a real n8n). */
const project = (displayName, testMatch, extra = {}) => ({
	displayName,
	testMatch,
	testEnvironment: '<rootDir>/test/environment.mjs',
	extensionsToTreatAsEsm: ['.mts'],
	moduleFileExtensions: ['js', 'ts', 'json', 'node', 'mjs', 'mts'],
	// TypeScript writes the compiled name (`./x.mjs`, `./x.js`) in an import; jest runs the source.
	// Large libraries are loaded once for all files of a worker: see test/environment.mjs.
	moduleNameMapper: {
		'^(\\.{1,2}/.*)\\.m?js$': '$1',
		'^(n8n-workflow|luxon|fastify|agentmail/serialization)$': '<rootDir>/test/loadedOnce/$1.cjs',
	},
	transform: { '\\.m?ts$': ['ts-jest', { useESM: true, tsconfig: 'tsconfig.tools.json' }] },
	modulePathIgnorePatterns: ['<rootDir>/dist'],
	...extra,
});

export default {
	// Generous: two cores may be busy with other things, and a hang is caught all the same.
	testTimeout: 30_000,
	// Every core: jest's own default leaves one idle, which is half of a small machine.
	maxWorkers: '100%',
	reporters: ['default', '<rootDir>/test/summaryLine.mjs'],
	projects: [
		project('unit', ['<rootDir>/test/**/*.test.mts'], {
			testPathIgnorePatterns: ['/test/(engine|contract|e2e|browser|chaos|queue|compat)/'],
		}),
		project('engine', ['<rootDir>/test/engine/**/*.test.mts']),
		project('contract', ['<rootDir>/test/contract/**/*.test.mts']),
		project('e2e', ['<rootDir>/test/e2e/**/*.test.mts']),
		project('queue', ['<rootDir>/test/queue/**/*.test.mts']),
		project('compat', ['<rootDir>/test/compat/**/*.test.mts']),
		project('browser', ['<rootDir>/test/browser/**/*.test.mts']),
	],
};
