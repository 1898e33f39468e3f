/**
 * Builds an element. Text goes in as text, so what a stranger wrote cannot become markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | ((event: Event) => void)>} attributes `onclick` and the like take a function; `false` leaves one out
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
		else if (value !== false) element.setAttribute(name, value === true ? '' : value);
	}
	element.append(...children.filter((child) => child !== undefined));
	return element;
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
	const element = document.getElementById(id);
	if (!element) throw new Error(`The page has no #${id}`);
	return element;
}

/** @type {WeakMap<Element, string>} */
const shown = new WeakMap();

/**
 * Shows `build()` in a container, unless what it is made from is what is shown already. Who stands on a link or a
 * button with an id stays there.
 *
 * @param {Element} container
 * @param {unknown} source what the nodes are made from
 * @param {() => (Node | string)[]} build
 */
export function show(container, source, build) {
	const written = JSON.stringify(source);
	if (shown.get(container) === written) return;
	shown.set(container, written);
	const focused = document.activeElement;
	const { id = '' } = focused && container.contains(focused) ? focused : {};
	container.replaceChildren(...build());
	if (id) document.getElementById(id)?.focus();
}
