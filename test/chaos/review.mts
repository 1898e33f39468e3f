/** `npm run test:chaos review`: answers to paused workflows in numbers, on a real n8n. Ends with 1 when a rule is broken. */
import { answeredInGroups, simultaneous } from '../e2e/reviewRaces.mjs';
import { pauseWebhooks } from '../e2e/reviewSupport.mjs';
import { startWorld } from '../e2e/world.mjs';

const ROUNDS = 50;
/** Paused at once: what two cores bear. */
const BATCH = 5;
const WAITS = 50;
/** Replies at the same instant. Each goes to the webhook of every pause: see docs/human-review.md. */
const GROUP = 1;

const world = await startWorld();
try {
	const since = Date.now();
	const rounds: Awaited<ReturnType<typeof simultaneous>> = [];
	while (rounds.length < ROUNDS) rounds.push(...(await simultaneous(world, BATCH)));
	const approved = rounds.filter((round) => round.approved === true);
	const broken = rounds.filter((round) => round.approved !== (round.sent === 1) || round.sent > 1);
	report(`${rounds.length} times approve and decline at once: ${approved.length} approved`, since);
	report(`  email sent but not approved, or approved but not sent: ${broken.length}`);

	const begun = Date.now();
	const answers = await answeredInGroups(world, WAITS, GROUP);
	const wrong = answers.filter(({ got, wanted }) => got !== wanted);
	report(
		`${answers.length} pauses in one inbox, each answered: ${wrong.length} with another's`,
		begun,
	);
	report(`  webhooks left: ${pauseWebhooks(world).length}`);
	process.exitCode = broken.length + wrong.length > 0 ? 1 : 0;
} finally {
	await world.stop();
}

function report(line: string, since?: number): void {
	console.log(
		since === undefined ? line : `${line} (${Math.round((Date.now() - since) / 1000)} s)`,
	);
}
