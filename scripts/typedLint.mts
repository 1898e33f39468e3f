/**
 * `npm run lint`, in part: types and lint of all that is not shipped. TypeScript reads the sources once for both, which is
 * most of the work.
 */
import { ESLint } from 'eslint';
import ts from 'typescript';

const host: ts.FormatDiagnosticsHost = {
	getCanonicalFileName: (name) => name,
	getCurrentDirectory: ts.sys.getCurrentDirectory,
	getNewLine: () => ts.sys.newLine,
};

function programOf(config: string): ts.Program {
	const { options, fileNames } = ts.parseJsonConfigFileContent(
		ts.readConfigFile(config, ts.sys.readFile).config,
		ts.sys,
		'.',
	);
	return ts.createProgram(fileNames, options);
}

const program = programOf('tsconfig.tools.json');
const wrongTypes = ts.getPreEmitDiagnostics(program);
process.stdout.write(ts.formatDiagnosticsWithColorAndContext(wrongTypes, host));

const eslint = new ESLint({
	overrideConfigFile: 'eslint.tools.config.mjs',
	overrideConfig: {
		files: ['**/*.mts'],
		languageOptions: { parserOptions: { programs: [program] } },
	},
});
const results = await eslint.lintFiles('.');
process.stdout.write(await (await eslint.loadFormatter('stylish')).format(results));

const isClean = results.every(({ messages }) => messages.length === 0);
if (wrongTypes.length > 0 || !isClean) process.exitCode = 1;
