/** A map that forgets its oldest entry when it is full, for what outsiders can make grow. */
export class BoundedMap<V> {
	private readonly entries = new Map<string, V>();

	constructor(private readonly most: number) {}

	get(key: string): V | undefined {
		return this.entries.get(key);
	}

	has(key: string): boolean {
		return this.entries.has(key);
	}

	set(key: string, value: V): void {
		this.entries.delete(key);
		const [oldest] = this.entries.keys();
		if (this.entries.size >= this.most && oldest !== undefined) this.entries.delete(oldest);
		this.entries.set(key, value);
	}

	values(): V[] {
		return [...this.entries.values()];
	}

	delete(key: string): void {
		this.entries.delete(key);
	}
}
