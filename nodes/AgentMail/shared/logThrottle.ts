const MINUTE = 60_000;

interface Said {
	at: number;
	/** How often it was suppressed since. */
	suppressed: number;
}

// By topic. Topics are made of this n8n's own workflows and nodes and of fixed sentences: outsiders cannot make them grow.
const said = new Map<string, Said>();

/**
 * Logs the same line at most once a minute, so that neither an outage nor a flood of forged deliveries fills n8n's log.
 * (There is no timer: what is suppressed after the last line is counted in the next one, if there is one.)
 *
 * @param say writes the line and `more` behind it: how many were suppressed, or nothing
 */
export function logOncePerMinute(
	topic: string,
	say: (more: string) => void,
	now = Date.now(),
): void {
	const last = said.get(topic);
	if (last && now - last.at < MINUTE) {
		last.suppressed += 1;
		return;
	}
	said.set(topic, { at: now, suppressed: 0 });
	const suppressed = last?.suppressed ?? 0;
	say(suppressed === 0 ? '' : ` (${suppressed.toLocaleString('en')} similar messages suppressed)`);
}
