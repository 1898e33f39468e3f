import * as sdk from 'agentmail/serialization';
import { invalid } from '../errors.mjs';
import type { WireSchema } from './validate.mjs';

/** Reads the parameters of a query; each is there at most once (SDK: query parameters). */
export class Query {
	private readonly parameters: URLSearchParams;

	constructor(readonly raw: string) {
		this.parameters = new URLSearchParams(raw);
	}

	text(name: string): string | undefined {
		const [value, ...more] = this.parameters.getAll(name);
		if (more.length > 0) throw invalid([name], 'Given more than once.');
		return value;
	}

	integer(name: string): number | undefined {
		const value = this.json(name, sdk.Limit);
		if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
			throw invalid([name], 'Expected a whole number of 1 or more.');
		}
		return value;
	}

	flag(name: string): boolean {
		return this.json(name, sdk.Ascending) ?? false;
	}

	/** A list is one parameter holding a JSON array: `labels=["a","b"]` (SDK: query parameters). */
	strings(name: string): string[] {
		return (
			this.json(name, sdk.Labels, 'Expected one JSON array of strings, such as ["a","b"].') ?? []
		);
	}

	/** As {@link strings}, of the values that a schema knows; undefined if absent. */
	list<T>(name: string, schema: WireSchema<T[]>, what: string): T[] | undefined {
		return this.json(name, schema, `Expected one JSON array of ${what}.`);
	}

	/** An ISO 8601 time, as milliseconds. */
	time(name: string): number | undefined {
		const value = this.text(name);
		if (value === undefined) return undefined;
		const milliseconds = Date.parse(value);
		if (!sdk.Before.parse(value).ok || Number.isNaN(milliseconds)) {
			throw invalid([name], `Expected an ISO 8601 time. Received "${value}".`);
		}
		return milliseconds;
	}

	/** What makes two requests the same list: everything but the position in it. */
	get filters(): string {
		const rest = new URLSearchParams(this.parameters);
		rest.delete('page_token');
		rest.delete('limit');
		rest.sort();
		return rest.toString();
	}

	private json<T>(name: string, schema: WireSchema<T>, expected?: string): T | undefined {
		const value = this.text(name);
		if (value === undefined) return undefined;
		const parsed = schema.parse(jsonOrText(value));
		if (!parsed.ok) throw invalid([name], expected ?? parsed.errors[0]?.message ?? 'Not valid.');
		return parsed.value as T;
	}
}

function jsonOrText(value: string): unknown {
	try {
		return JSON.parse(value);
	} catch {
		return value;
	}
}
