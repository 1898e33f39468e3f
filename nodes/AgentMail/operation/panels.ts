import type { INodeProperties } from 'n8n-workflow';

/** What one operation shows, in this order. */
export interface Panel {
	resource: string;
	operation: string;
	properties: INodeProperties[];
}

/** A property and the panels that show it, by their place. */
interface Shared {
	property: INodeProperties;
	key: string;
	panels: Set<number>;
}

/**
 * The panels as one list of properties, as short as it can be: n8n resolves every property of every node before each
 * execution. Equal properties of several panels become one that names their operations; each panel keeps its order; and
 * what others depend on stands first, because n8n resolves a property once more for each dependency that comes later.
 */
export function mergedPanels(panels: readonly Panel[]): INodeProperties[] {
	const shared = panels.reduce<Shared[]>(
		(merged, { properties }, place) => mergedWith(merged, properties, place),
		[],
	);
	return inOrder(shared, panels).flatMap((each) => shownIn(each, panels));
}

/** Merges one more panel along the longest run of properties that both have, so that neither order is broken. */
function mergedWith(merged: Shared[], properties: INodeProperties[], place: number): Shared[] {
	const added = properties.map((property) => ({
		property,
		key: JSON.stringify(property),
		panels: new Set([place]),
	}));
	const common = commonLengths(merged, added);
	const result: Shared[] = [];
	let [left, right] = [0, 0];
	while (left < merged.length || right < added.length) {
		const [a, b] = [merged[left], added[right]];
		if (a && b && a.key === b.key) {
			a.panels.add(place);
			result.push(a);
			left += 1;
			right += 1;
		} else if (a && (!b || common[left + 1]![right]! >= common[left]![right + 1]!)) {
			result.push(a);
			left += 1;
		} else if (b) {
			result.push(b);
			right += 1;
		}
	}
	return result;
}

/** Of each pair of places, how many equal properties still follow in the same order. */
function commonLengths(left: readonly Shared[], right: readonly Shared[]): number[][] {
	const lengths = Array.from({ length: left.length + 1 }, () =>
		new Array<number>(right.length + 1).fill(0),
	);
	for (let i = left.length - 1; i >= 0; i--) {
		for (let j = right.length - 1; j >= 0; j--) {
			lengths[i]![j] =
				left[i]!.key === right[j]!.key
					? lengths[i + 1]![j + 1]! + 1
					: Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
		}
	}
	return lengths;
}

/** Sorted so that each panel keeps its order and, as far as that allows, dependencies come before what depends on them. */
function inOrder(shared: readonly Shared[], panels: readonly Panel[]): Shared[] {
	const waiting = new Set(shared);
	const queues = panels.map((_, place) => shared.filter(({ panels }) => panels.has(place)));
	const dependencies = dependenciesByName(shared);
	const resolved = new Set<string>();
	const result: Shared[] = [];
	while (waiting.size > 0) {
		const free = [...waiting].filter((each) =>
			[...each.panels].every((place) => queues[place]![0] === each),
		);
		const ready = free.find(({ property: { name } }) =>
			[...(dependencies.get(name) ?? [])].every((dependency) => resolved.has(dependency)),
		);
		const next = (ready ?? free[0])!;
		waiting.delete(next);
		for (const place of next.panels) queues[place]!.shift();
		resolved.add(next.property.name);
		result.push(next);
	}
	return result;
}

/** n8n knows dependencies by name: those of all properties of a name together. */
function dependenciesByName(shared: readonly Shared[]): Map<string, Set<string>> {
	const names = new Set(shared.map(({ property }) => property.name));
	const dependencies = new Map<string, Set<string>>();
	for (const { property } of shared) {
		const { show = {}, hide = {} } = property.displayOptions ?? {};
		const known = dependencies.get(property.name) ?? new Set();
		for (const name of [...Object.keys(show), ...Object.keys(hide)]) {
			if (names.has(name) && name !== property.name) known.add(name);
		}
		dependencies.set(property.name, known);
	}
	return dependencies;
}

/** n8n shows a property for any of its resources with any of its operations, so what fits no such rectangle is split. */
function shownIn({ property, panels: places }: Shared, panels: readonly Panel[]) {
	const { show, hide } = property.displayOptions ?? {};
	return rectangles(places, panels).map(({ resources, operations }): INodeProperties => ({
		...property,
		displayOptions: {
			show: { resource: resources, operation: operations, ...show },
			...(hide && { hide }),
		},
	}));
}

interface Rectangle {
	resources: string[];
	operations: string[];
}

function rectangles(places: ReadonlySet<number>, panels: readonly Panel[]): Rectangle[] {
	const shown = new Map<string, string[]>();
	for (const place of places) {
		const { resource, operation } = panels[place]!;
		shown.set(resource, [...(shown.get(resource) ?? []), operation]);
	}
	const isShown = ({ resources, operations }: Rectangle) =>
		panels.every(
			({ resource, operation }, place) =>
				!resources.includes(resource) || !operations.includes(operation) || places.has(place),
		);
	const found: Rectangle[] = [];
	for (const [resource, operations] of shown) {
		const wider = found.map((each) => ({
			resources: [...each.resources, resource],
			operations: [...new Set([...each.operations, ...operations])],
		}));
		const fitting = wider.findIndex(isShown);
		if (fitting >= 0) found[fitting] = wider[fitting]!;
		else found.push({ resources: [resource], operations });
	}
	return found;
}
