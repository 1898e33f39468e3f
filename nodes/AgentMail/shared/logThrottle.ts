const MINUTE = 60_000;

interface Said {
	at: number;
	/** How often it was not said since. */
	unsaid: number;
}

// By topic. Topics are made of this n8n's own workflows and nodes and of fixed sentences: outsiders cannot make them grow.
const said = new Map<string, Said>();

/**
 * Says the same at most once a minute, so that neither an outage nor a flood of forged deliveries fills n8n's log.
 * (There is no timer: what comes after the last line is counted in the next one, if there is a next one.)
 *
 * @param say writes the line; `more` is to follow its text: a sentence that says how often it was kept back, or nothing
 */
export function logOncePerMinute(
	topic: string,
	say: (more: string) => void,
	now = Date.now(),
): void {
	const last = said.get(topic);
	if (last && now - last.at < MINUTE) {
		last.unsaid += 1;
		return;
	}
	said.set(topic, { at: now, unsaid: 0 });
	const unsaid = last?.unsaid ?? 0;
	say(unsaid === 0 ? '' : ` ${unsaid} more since this was last said.`);
}
