import { scanEvent } from '../events/events.mjs';
import { publish } from '../events/publish.mjs';
import type { Message } from '../records.mjs';
import type { Services } from '../services.mjs';
import { relabel } from './mailbox.mjs';

/** On a message, and on its thread, while Hold mode holds it (AgentMail docs: Agent Armor). */
export const HELD = 'agent-armor-held';

/**
 * Lets Agent Armor scan a mail that came in: Monitor tells about every scan and changes nothing, Hold lets the mail arrive
 * only if it is clear. Until the scan is over, a message in Hold looks like any other: what AgentMail shows then is not
 * documented, and this is the worst case.
 *
 * @param arrive makes the mail known to those who listen
 */
export function scan(
	services: Services,
	message: Message,
	isSuspicious: boolean,
	arrive: () => void,
): void {
	const { settings, background } = services;
	const { agentArmor: mode, scanMs } = settings;
	if (mode !== 'hold') arrive();
	if (mode === 'off') return;
	const finish = () => {
		const isHeld = finishScan(services, message, isSuspicious ? 'review' : 'clear');
		if (mode === 'hold' && !isHeld) arrive();
	};
	if (scanMs === 0) return finish();
	background.run(async () => {
		await background.pause(scanMs);
		finish();
	});
}

/** @returns whether the message is held now */
function finishScan(services: Services, message: Message, verdict: 'clear' | 'review'): boolean {
	const { store, settings } = services;
	const isHeld = settings.agentArmor === 'hold' && verdict === 'review';
	const completed_at = store.now();
	message.agent_armor = { status: 'complete', verdict, model: 'sandbox-armor-1', completed_at };
	relabel(store, message, isHeld ? [HELD] : [], []);
	const { agent_armor } = message;
	const type = isHeld ? 'review' : 'completed';
	if (isHeld || settings.agentArmor === 'monitor') {
		publish(services, scanEvent(store, type, message, { agent_armor }));
	}
	return isHeld;
}
