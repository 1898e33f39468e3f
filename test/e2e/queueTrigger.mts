import { beforeEach, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { chain, type Workflow } from '../../scripts/n8n/workflow.mjs';
import { INBOX, QUEUE_TRIGGER, trigger, type World } from './world.mjs';

const sample = (name: string) =>
	JSON.parse(
		readFileSync(new URL(`../fixtures/events/${name}.json`, import.meta.url), 'utf8'),
	) as object;

/** What a WebSocket would lose: nothing lists these events afterwards. */
const OTHERS = ['message.sent', 'message.bounced', 'domain.verified'];

/** @param storesOnce whether this n8n stores no second execution for the same event */
export function queueTriggerSuite(world: () => World, storesOnce = true): void {
	const node = (parameters: Record<string, unknown> = {}) => {
		const { webhookId: _none, ...rest } = trigger(world(), {
			scope: 'organization',
			options: { longestWaitSeconds: 1 },
			...parameters,
		});
		return { ...rest, type: QUEUE_TRIGGER, typeVersion: 1 };
	};

	async function published(workflow: Workflow): Promise<void> {
		const { triggers } = await world().n8n.client.activate(workflow.id);
		expect(triggers.map(({ status, errorMessage }) => [status, errorMessage])).toEqual([
			['activated', null],
		]);
	}

	const queues = () => [...world().sandbox.store.queues.values()];
	const opened = () =>
		world().sandbox.requests.filter(
			({ method, path }) => method === 'POST' && path.endsWith('/webhooks/polling'),
		);
	const receive = async (subject: string) =>
		await world().sandbox.receive(INBOX, { from: 'jane@example.com', subject, text: 'Hello.' });
	/** What the executions began with: a subject, or the kind of event. */
	const beginningsOf = async (workflow: Workflow, count: number) =>
		(await world().n8n.client.endedExecutions(workflow.id, count)).map((execution) => {
			const { subject, event } = outputOf(execution, 'Trigger')[0]!.json;
			return subject ?? (event as { type: string }).type;
		});
	const committed = async () =>
		await waitUntil('the commit', async () =>
			queues().every(
				({ entries, consumers }) =>
					consumers.get('n8n')?.position === (entries.at(-1)?.offset ?? 0),
			)
				? true
				: undefined,
		);

	beforeEach(() => world().sandbox.reset());

	it('loses nothing to a crash, an outage and a dead token, and starts nothing twice', async () => {
		const { n8n, sandbox } = world();
		await receive('Before it was published');
		const workflow = await n8n.client.createWorkflow(
			chain('queue', node({ events: ['message.received', ...OTHERS] })),
		);
		await published(workflow);
		// Each process that listened would take a token: one does.
		expect(opened()).toHaveLength(1);
		await receive('Live');
		expect(await beginningsOf(workflow, 1)).toEqual(['Live']);
		await committed();

		await n8n.kill();
		await receive('While n8n was down');
		for (const name of OTHERS) await sandbox.emit(sample(name));
		await n8n.start();
		const missed = ['While n8n was down', ...OTHERS];
		expect((await beginningsOf(workflow, 5)).sort()).toEqual(['Live', ...missed].sort());
		await committed();

		sandbox.fault({ match: { path: '/api/v1' }, times: 3, action: { status: 503 } });
		sandbox.killTokens();
		await receive('After the outage');
		expect(await beginningsOf(workflow, 6)).toContain('After the outage');
		await committed();
		expect(await n8n.client.endedExecutions(workflow.id, 6)).toHaveLength(6);

		const { bearer } = queues()[0]!;
		for (const secret of [sandbox.apiKey, bearer]) expect(n8n.log()).not.toContain(secret);
		await n8n.client.deactivate(workflow.id);
	}, 120_000);

	it('keeps its queue when unpublished, and begins anew when published again', async () => {
		const { n8n } = world();
		const workflow = await n8n.client.createWorkflow(chain('queue', node()));
		await published(workflow);
		const first = queues()[0]?.webhook_id;
		await n8n.client.deactivate(workflow.id);
		await receive('Unpublished');
		expect(queues()).toHaveLength(1);
		await published(workflow);
		await waitUntil('a new queue', async () => queues()[0]?.webhook_id !== first || undefined);
		await receive('Published again');
		expect(await beginningsOf(workflow, 1)).toEqual(['Published again']);
		await n8n.client.deactivate(workflow.id);
	}, 60_000);

	it('takes one event when run by hand, and leaves no queue behind', async () => {
		const { n8n } = world();
		const workflow = await n8n.client.createWorkflow(
			chain('by hand', node({ options: { testWith: 'next' } })),
		);
		await n8n.client.startRun(workflow.id, 'Trigger');
		await waitUntil('a queue', async () => queues()[0]);
		await receive('Try it');
		expect(await beginningsOf(workflow, 1)).toEqual(['Try it']);
		await waitUntil('the queue to go', async () => (queues().length === 0 ? true : undefined));
	}, 60_000);

	if (!storesOnce) return;
	it('an event that comes again after a kill has one execution', async () => {
		const { n8n, sandbox } = world();
		const workflow = await n8n.client.createWorkflow(chain('queue', node()));
		await published(workflow);
		const lost = sandbox.fault({ match: { path: /\/commit$/ }, action: { status: 503 } });
		await receive('Once');
		expect(await beginningsOf(workflow, 1)).toEqual(['Once']);
		await n8n.kill();
		lost();
		// The lease ends sooner than the trigger asked for.
		for (const { lease } of queues()[0]!.consumers.values()) lease!.until = 0;
		await n8n.start();
		await committed();
		await receive('Next');
		expect((await beginningsOf(workflow, 2)).sort()).toEqual(['Next', 'Once']);
		expect(await n8n.client.endedExecutions(workflow.id, 2)).toHaveLength(2);
		await n8n.client.deactivate(workflow.id);
	}, 120_000);
}
