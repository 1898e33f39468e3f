/**
 * Makes a fresh clone ready: `npm test` and `npm run demo` start with this. Plain JavaScript without dependencies,
 * because it runs before anything is installed. Does nothing (and prints nothing) when all is in place.
 */
import { spawnSync } from 'node:child_process';
import { statfsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
/** Of `node_modules`. */
const NEEDED_BYTES = 1.2e9;

requireNode20();
if (isOutdated()) installPackages();

function requireNode20() {
	const major = Number(process.versions.node.split('.')[0]);
	if (major >= 20) return;
	stop(`This project needs Node 20 or newer; this is Node ${process.versions.node}.`);
}

/** Whether `node_modules` is missing, incomplete, or older than the lock file. */
function isOutdated() {
	const installed = modified('node_modules/.package-lock.json');
	return installed === undefined || installed < modified('package-lock.json');
}

function modified(path) {
	return statSync(new URL(path, root), { throwIfNoEntry: false })?.mtimeMs;
}

function installPackages() {
	requireSpace();
	console.log('Installing the development packages (npm ci, once, about a minute) …');
	const { error, status, stderr } = spawnSync('npm', ['ci', '--loglevel=error'], {
		cwd: fileURLToPath(root),
		encoding: 'utf8',
		stdio: ['ignore', 'ignore', 'pipe'],
		shell: process.platform === 'win32',
	});
	if (error) stop(`npm cannot be started (${error.message}). It comes with Node: reinstall Node.`);
	if (status !== 0) stop(whyNpmFailed(stderr));
}

function requireSpace() {
	const { bavail, bsize } = statfsSync(root);
	const free = bavail * bsize;
	if (free >= NEEDED_BYTES) return;
	const [needed, found] = [NEEDED_BYTES, free].map((bytes) => (bytes / 1e9).toFixed(1));
	stop(
		`The development packages need about ${needed} GB, and ${found} GB are free. Make room first.`,
	);
}

function whyNpmFailed(stderr) {
	const advice = /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|EPROTO|CERT|network/.test(stderr)
		? "Check the network connection and npm's registry and proxy settings, then run the same command again."
		: 'Run `npm ci` to see all of it.';
	const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim());
	const reason = lines.filter(Boolean).slice(0, 3).join('; ') || 'npm gave no reason';
	return `The development packages could not be installed (${reason}). ${advice}`;
}

function stop(sentence) {
	console.error(sentence);
	process.exit(1);
}
