import { afterEach, beforeEach, expect } from '@jest/globals';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.mjs';
import { apiOf, type Call } from './api.mjs';
import { startReceiver, type Receiver } from './receiver.mjs';

export const INBOX = 'support@agentmail.to';
export const ALL = ['message.received', 'message.sent', 'message.delivered', 'message.bounced'];

export interface WebhookBody {
	webhook_id: string;
	secret: string;
	url: string;
	event_types: string[];
	inbox_ids?: string[];
	pod_ids?: string[];
}

interface WebhookFixture {
	sandbox: Sandbox;
	api: Call;
	receiver: Receiver;
	/** Another sandbox in place of the first. */
	start(options?: SandboxOptions): Promise<void>;
	/** A webhook to the receiver. */
	subscribe(fields?: object, path?: string): Promise<WebhookBody>;
	/** What was delivered, in its order. */
	eventTypes(): string[];
}

/** For each test a sandbox that retries fast, and an endpoint that keeps what it is sent. */
export function useWebhooks(): WebhookFixture {
	const fixture = {
		start: async (options: SandboxOptions = {}) => {
			await fixture.sandbox?.close();
			fixture.sandbox = await startSandbox({ retryScheduleMs: [10, 10], ...options });
			fixture.api = apiOf(fixture.sandbox);
		},
		subscribe: async (fields: object = {}, path = '/webhooks') => {
			const body = { url: fixture.receiver.url, event_types: ALL, ...fields };
			const answer = await fixture.api<WebhookBody>('POST', path, { body });
			expect(answer.status).toBe(200);
			return answer.body;
		},
		eventTypes: () =>
			fixture.receiver.deliveries.map(
				({ body }) => (JSON.parse(body) as { event_type: string }).event_type,
			),
	} as WebhookFixture;

	beforeEach(async () => {
		await fixture.start();
		fixture.receiver = await startReceiver();
	});
	afterEach(async () => {
		await fixture.sandbox.close();
		await fixture.receiver.close();
	});
	return fixture;
}
