/**
 * Loaded into n8n's process (`node --import`): answers at PROBE_PORT what that process has used of the processor since
 * it began, and for how long at most, since it was asked last, it was busy without a pause. Milliseconds of the
 * processor's time: what else the machine does is not counted.
 */
import { createServer } from 'node:http';

// What n8n starts, such as npm, inherits the option.
if (process.argv[1]?.endsWith('n8n')) {
	let longest = 0;
	let before = process.threadCpuUsage();
	setInterval(() => {
		const now = process.threadCpuUsage();
		longest = Math.max(longest, now.user + now.system - before.user - before.system);
		before = now;
	}, 1).unref();

	createServer((_request, response) => {
		const { user, system } = process.cpuUsage();
		response.end(JSON.stringify({ used: (user + system) / 1000, longest: longest / 1000 }));
		longest = 0;
	})
		.listen(Number(process.env.PROBE_PORT), '127.0.0.1')
		.unref();
}
