import { isCancel } from '../transport/cancel';
import { AgentMailError } from '../transport/errors';
import { wrongMessageId } from '../transport/notFound';
import type { Width } from '../shared/adaptiveWidth';
import { mapConcurrently } from '../shared/mapConcurrently';
import type { BatchMember } from './operation';

/** What came of one item. */
export type Outcome = { answer: object } | { error: unknown };

/** Items that go out in one request. */
interface Batch {
	indices: number[];
	ids: Set<string>;
	member: BatchMember;
}

/**
 * Does for many items at once what the API can do at once.
 *
 * Items about the same thing share one id on the wire. An id that the API skips is its item's failure. A batch that is
 * refused is repeated item by item, so that only the culprit fails: the API carries out a batch whole or not at all. What
 * went wrong otherwise (the key, an outage) is the failure of each item of the batch.
 *
 * @param members by item; `undefined` for one that goes alone
 * @param width how many requests may be in flight
 * @param alone runs one item by itself
 * @param settled told of each outcome as it is known; throws to have nothing new started
 */
export async function runBatches(
	members: ReadonlyArray<BatchMember | undefined>,
	width: number | Width,
	alone: (index: number) => Promise<Outcome>,
	settled: (outcome: Outcome, index: number) => void,
): Promise<void> {
	const batches = grouped(members);
	const singles = members.flatMap((member, index) => (member ? [] : [index]));
	const refused: number[] = [];

	async function single(index: number): Promise<void> {
		settled(await alone(index), index);
	}

	await mapConcurrently([...batches, ...singles], width, async (work) => {
		if (typeof work === 'number') return await single(work);
		if (work.indices.length === 1) return await single(work.indices[0]!);
		const outcomes = await runBatch(work, members).catch(failureOfAll);
		if (!outcomes) refused.push(...work.indices);
		else await mapConcurrently(work.indices, 1, async (index) => settled(outcomes(index), index));
	});
	await mapConcurrently(refused, width, single);
}

function grouped(members: ReadonlyArray<BatchMember | undefined>): Batch[] {
	const batches: Batch[] = [];
	const open = new Map<string, Batch>();
	for (const [index, member] of members.entries()) {
		if (!member) continue;
		let batch = open.get(member.group);
		if (!batch || (batch.ids.size >= member.size && !batch.ids.has(member.id))) {
			batch = { indices: [], ids: new Set(), member };
			open.set(member.group, batch);
			batches.push(batch);
		}
		batch.indices.push(index);
		batch.ids.add(member.id);
	}
	return batches;
}

async function runBatch({ ids, member }: Batch, members: ReadonlyArray<BatchMember | undefined>) {
	const answers = await member.run([...ids]);
	return (index: number): Outcome => {
		const id = members[index]?.id ?? '';
		const answer = answers.get(id);
		return answer ? { answer } : { error: skipped(id) };
	};
}

function skipped(id: string): AgentMailError {
	const wrong = wrongMessageId(id);
	return new AgentMailError(
		wrong ? `${wrong.what} ${wrong.advice}` : `${id} was not found.`,
		404,
		'not_found',
		'It may have been deleted, be in another inbox, or bear a label that the API key may not read.',
	);
}

/** The failure of each, or nothing if the API refused the batch because of one of its items. */
function failureOfAll(error: unknown): ((index: number) => Outcome) | undefined {
	if (isCancel(error)) throw error;
	return isAboutAnItem(error) ? undefined : () => ({ error });
}

/** Not a permission that the key lacks: that would be refused for each item too. */
function isAboutAnItem(error: unknown): boolean {
	if (!(error instanceof AgentMailError) || error.code === 'missing_permission') return false;
	return error.kind === 'refused' || error.kind === 'notFound' || error.kind === 'conflict';
}
