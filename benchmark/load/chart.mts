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
const TICKS = 6;

/** Lines over a common axis that begins at 0, as an SVG that needs nothing else. */
export function lineChart({ title, x, y }: Axes, series: Series[]): string {
	const points = series.flatMap((each) => each.points);
	const mostX = Math.max(...points.map((point) => point.x));
	const mostY = Math.max(...points.map((point) => point.y)) * 1.05;
	const across = (value: number) =>
		MARGIN.left + (value / mostX) * (WIDTH - MARGIN.left - MARGIN.right);
	const up = (value: number) =>
		HEIGHT - MARGIN.bottom - (value / mostY) * (HEIGHT - MARGIN.top - MARGIN.bottom);
	const right = WIDTH - MARGIN.right;
	const bottom = HEIGHT - MARGIN.bottom;
	const ticks = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS);

	const grid = ticks.flatMap((share) => [
		`<path d="M${MARGIN.left} ${round(up(share * mostY))}H${right}" stroke="#ddd"/>`,
		text(MARGIN.left - 8, up(share * mostY) + 4, (share * mostY).toFixed(0), 'end'),
		text(across(share * mostX), bottom + 18, (share * mostX).toFixed(1), 'middle'),
	]);
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

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
	return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="#333">${content}</text>`;
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
