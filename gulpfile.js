const { readFile, rm, writeFile } = require('node:fs/promises');
const esbuild = require('esbuild');
const { dest, series, src } = require('gulp');

/** `npm run dev` builds where its n8n looks. */
const DIST = process.env.DIST ?? 'dist';

/** What an earlier build left, so that a removed file is not shipped. */
exports.clean = async () => await rm(DIST, { recursive: true, force: true });

/** Icons, codex files and output schemas, at the same relative place. */
const assets = () =>
	src(['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'], {
		base: '.',
		encoding: false,
	}).pipe(dest(DIST));

/** The parts for whole documents do not say that loading them does nothing else, so the bundler would keep them. */
const withoutDocuments = {
	name: 'without documents',
	setup(build) {
		build.onResolve({ filter: /^dom/ }, async ({ path, pluginData, ...from }) =>
			pluginData === 'resolved'
				? undefined
				: {
						...(await build.resolve(path, { ...from, pluginData: 'resolved' })),
						sideEffects: false,
					},
		);
	},
};

/** Puts the libraries into the one file that uses them, and their licences beside it. */
async function libraries() {
	const { metafile } = await esbuild.build({
		entryPoints: ['nodes/AgentMail/mail/htmlLibrary.ts'],
		outfile: `${DIST}/nodes/AgentMail/mail/htmlLibrary.js`,
		bundle: true,
		format: 'cjs',
		platform: 'neutral',
		mainFields: ['module', 'main'],
		target: 'es2022',
		legalComments: 'none',
		metafile: true,
		plugins: [withoutDocuments],
		logLevel: 'warning',
	});
	const [output] = Object.values(metafile.outputs);
	const used = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
	const names = used.map(([file]) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
	const licences = [...new Set(names.filter(Boolean))].sort().map(licenceOf);
	await writeFile(`${DIST}/THIRD-PARTY-LICENSES.txt`, (await Promise.all(licences)).join('\n'));
}

async function licenceOf(name) {
	const { version } = require(`./node_modules/${name}/package.json`);
	const text = await readFile(`node_modules/${name}/LICENSE`, 'utf8');
	return `${name} ${version}\n\n${text.trim()}\n`;
}

/** Brings what tsc leaves behind into dist. */
exports.default = series(assets, libraries);
