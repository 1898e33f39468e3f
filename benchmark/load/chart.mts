export interface Series {
	name: string;
	colour: string;
	points: Array<{ x: number; y: number }>;
}

interface Axes {
	title: string;
	x: string;
	y: string;
}

const WIDTH = 960;
const HEIGHT = 420;
const MARGIN = { left: 64, right: 250, top: 44, bottom: 44 };
/** At most; an axis has as many as round numbers allow. */
const TICKS = 8;

/** Lines over a common axis that begins at 0, as an SVG that needs nothing else. */
export function lineChart({ title, x, y }: Axes, series: Series[]): string {
	const points = series.flatMap((each) => each.points);
	const mostX = Math.max(...points.map((point) => point.x));
	const ticksX = ticks(mostX);
	const ticksY = ticks(Math.max(...points.map((point) => point.y)));
	const mostY = Math.max(...ticksY);
	const across = (value: number) =>
		MARGIN.left + (value / mostX) * (WIDTH - MARGIN.left - MARGIN.right);
	const up = (value: number) =>
		HEIGHT - MARGIN.bottom - (value / mostY) * (HEIGHT - MARGIN.top - MARGIN.bottom);
	const right = WIDTH - MARGIN.right;
	const bottom = HEIGHT - MARGIN.bottom;

	const grid = [
		...ticksY.flatMap((value) => [
			`<path d="M${MARGIN.left} ${round(up(value))}H${right}" stroke="#ddd"/>`,
			text(MARGIN.left - 8, up(value) + 4, String(value), 'end'),
		]),
		...ticksX
			.filter((value) => value <= mostX)
			.map((value) => text(across(value), bottom + 18, String(value), 'middle')),
	];
	const lines = series.flatMap(({ name, colour, points }, index) => {
		const path = points.map((point) => `${round(across(point.x))} ${round(up(point.y))}`).join('L');
		const legend = MARGIN.top + 12 + index * 20;
		return [
			`<path d="M${path}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
			`<path d="M${right + 16} ${legend - 4}h22" stroke="${colour}" stroke-width="3"/>`,
			text(right + 44, legend, name, 'start'),
		];
	});
	return `${[
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
		`<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
		`<text x="${MARGIN.left}" y="24" font-size="15">${title}</text>`,
		...grid,
		text((MARGIN.left + right) / 2, HEIGHT - 6, x, 'middle'),
		text(MARGIN.left - 8, MARGIN.top - 10, y, 'end'),
		...lines,
		'</svg>',
	].join('\n')}\n`;
}

/** Round numbers from 0 to the first that is not below `most`. */
function ticks(most: number): number[] {
	const decade = 10 ** Math.floor(Math.log10(most / TICKS));
	const step = decade * [1, 2, 5, 10].find((factor) => most / (factor * decade) <= TICKS)!;
	return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
	return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="#333">${content}</text>`;
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
