const { dest, src } = require('gulp');

/** Brings what tsc leaves behind into dist: icons, codex files and output schemas, at the same relative place. */
function assets() {
	return src(['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
}

exports.default = assets;
