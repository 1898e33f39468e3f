import { InputError } from '../shared/inputError';

/** The path of one API resource below the server's origin, every id in it encoded. Made by {@link path} only. */
export class ApiPath {
	private constructor(private readonly text: string) {}

	/**
	 * Tag for template literals: `` path`/inboxes/${inboxId}/messages/${messageId}` ``.
	 *
	 * Each string is one segment: percent-encoded whole (ids are email addresses and `<…@…>` message ids), so that no
	 * id can reach another resource than the one it names. An {@link ApiPath} continues an existing path.
	 *
	 * @throws {InputError} for an empty segment and for `.` and `..`, which no encoding makes safe.
	 */
	static of(literals: TemplateStringsArray, ...values: Array<string | ApiPath>): ApiPath {
		const text = literals.reduce((before, literal, index) => {
			const value = values[index - 1];
			return before + (value instanceof ApiPath ? value.text : segment(value)) + literal;
		});
		return new ApiPath(text);
	}

	toString(): string {
		return this.text;
	}
}

export const path = ApiPath.of;

/** What a path is made of, with nothing encoded: `['inboxes', 'support@agentmail.to', 'drafts']`. */
export const segmentsOf = (at: ApiPath): string[] =>
	String(at).split('/').slice(1).map(decodeURIComponent);

function segment(value: unknown): string {
	const id = typeof value === 'string' ? value : '';
	if (id === '' || id === '.' || id === '..') {
		throw new InputError(
			`"${id}" is not an ID. Choose an entry from the list, or enter the ID from an earlier AgentMail node.`,
		);
	}
	try {
		return encodeURIComponent(id);
	} catch {
		return unreadable();
	}
}

/** `encodeURIComponent` refuses lone surrogates: half an emoji, cut by another program. */
function unreadable(): never {
	throw new InputError('The ID contains a broken character. Copy it again from its source.');
}
