const { rm } = require('node:fs/promises');
const { dest, src } = require('gulp');

/** What an earlier build left, so that a removed file is not shipped. */
exports.clean = async () => await rm('dist', { recursive: true, force: true });

/** Brings what tsc leaves behind into dist: icons, codex files and output schemas, at the same relative place. */
exports.default = () =>
	src(['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
