import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemReturn } from 'echarts';
import type { ChartOption } from '../../charts/echarts.ts';
import type { ChartTokens } from '../../charts/tokens.ts';
import type { Book, Step } from './book.ts';
import { type Corner, gainOutline, placeNote, priceAt, staircase, stepCorners } from './curve-layout.ts';

/** What the chart says, already in the language on screen. */
export interface CurveWords {
	readonly bids: string;
	readonly bidsMore: string;
	readonly offers: string;
	readonly offersMore: string;
	readonly clears: string | null;
	readonly because: readonly string[];
	readonly gain: string | null;
	readonly gainMore: readonly string[];
	readonly xAxis: string;
	readonly label: (step: Step) => string;
	readonly describe: (step: Step) => string;
	readonly price: (microPerKwh: number) => string;
}

const LABEL_ROOM_PX = 17;
const LABELS_AT_MOST = 60;
const GRID = { left: 46, right: 10, top: 12, bottom: 38 } as const;

/** Width of a 15 px note: Chinese characters are square, others about half as wide. */
function noteWidth(said: string): number {
	return [...said].reduce((sum, character) => sum + (character > '\u2e80' ? 15 : 7.5), 0);
}

type SeriesOption = Extract<NonNullable<ChartOption['series']>, readonly unknown[]>[number];
type Element = NonNullable<CustomSeriesRenderItemReturn>;

const kwh = (wh: number) => wh / 1000;
const money = (micro: number) => micro / 1_000_000;
const toData = ([wh, price]: Corner): [number, number] => [kwh(wh), money(price)];

function text(tokens: ChartTokens, x: number, y: number, value: string, style: Record<string, unknown> = {}): Element {
	return {
		type: 'text',
		silent: true,
		style: {
			x,
			y,
			text: value,
			fill: tokens.ink3,
			font: `11px ${tokens.sans}`,
			stroke: tokens.paper,
			lineWidth: 3,
			textVerticalAlign: 'middle',
			...style,
		},
	} as Element;
}

/** The gain in figures, where it fits inside the area between both sides; with less room only the numeral. */
function gainNote(
	book: Book,
	words: CurveWords,
	tokens: ChartTokens,
	pixel: (corner: Corner) => [number, number],
): Element[] {
	if (!words.gain) return [];
	const [x0, yPrice] = pixel([0, book.price ?? 0]);
	const whPerPx = book.volumeWh / Math.max(1, pixel([book.volumeWh, 0])[0] - x0);
	for (const { width, height, lines } of [
		{ width: 172, height: 84, lines: words.gainMore },
		{ width: 84, height: 34, lines: [] },
	]) {
		const bid = priceAt(book.bids, width * whPerPx);
		const offer = priceAt(book.offers, width * whPerPx);
		if (bid === null || offer === null || width * whPerPx > book.volumeWh) continue;
		const top = pixel([0, bid])[1] + 8;
		const bottom = pixel([0, offer])[1] - 8;
		const y = yPrice - top >= height ? top : Math.max(top, yPrice + 6);
		if (y + height > bottom) continue;
		return [
			text(tokens, x0 + 10, y + 16, words.gain, { fill: tokens.trade, font: `400 26px ${tokens.serif}`, lineWidth: 0 }),
			...lines.map((line, index) =>
				text(tokens, x0 + 10, y + 40 + index * 15, line, {
					fill: tokens.ink2,
					font: `12px ${tokens.sans}`,
					lineWidth: 0,
				}),
			),
		];
	}
	return [];
}

/** The gain, the price interval, the clearing point and the note beside it. */
function clearing(book: Book, words: CurveWords, tokens: ChartTokens, frame: { right: number; bottom: number }) {
	return (_: unknown, api: CustomSeriesRenderItemAPI): Element => {
		const pixel = (corner: Corner): [number, number] => api.coord(toData(corner)) as [number, number];
		const children: Element[] = [];
		const { price, priceLow, priceHigh, volumeWh } = book;
		if (price === null || priceLow === null || priceHigh === null) return { type: 'group', children } as Element;
		const [x0] = pixel([0, 0]);
		const [px, py] = pixel([volumeWh, price]);
		const [, yLow] = pixel([0, priceLow]);
		const [, yHigh] = pixel([0, priceHigh]);
		const [, yZero] = pixel([0, 0]);
		children.push({
			type: 'polygon',
			silent: true,
			shape: { points: gainOutline(book).map(pixel) },
			style: { fill: tokens.tradeWash },
		} as Element);
		children.push({
			type: 'rect',
			silent: true,
			shape: { x: x0, y: yHigh, width: px - x0, height: Math.max(1, yLow - yHigh) },
			style: { fill: tokens.signal, opacity: 0.18 },
		} as Element);
		for (const line of [
			{ x1: x0, y1: py, x2: px, y2: py },
			{ x1: px, y1: py, x2: px, y2: yZero },
		])
			children.push({
				type: 'line',
				silent: true,
				shape: line,
				style: { stroke: tokens.signal, lineDash: [2, 3], lineWidth: 1 },
			} as Element);
		for (const it of gainNote(book, words, tokens, pixel)) children.push(it);
		children.push({
			type: 'path',
			silent: true,
			shape: { pathData: `M${px - 5},${yHigh}h10M${px - 5},${yLow}h10M${px},${yHigh}V${yLow}` },
			style: { fill: 'none', stroke: tokens.signal, lineWidth: 2 },
		} as Element);
		children.push({
			type: 'circle',
			silent: true,
			shape: { cx: px, cy: py, r: 5.5 },
			style: { fill: tokens.signal, stroke: tokens.paper, lineWidth: 2 },
		} as Element);
		if (words.clears) {
			const size = { width: Math.max(170, noteWidth(words.clears)), height: 20 + words.because.length * 16 };
			const note = placeNote(
				[px, py],
				size,
				{ x: x0 + 8, y: GRID.top + 2, width: frame.right - x0 - 12, height: frame.bottom - GRID.top - 8 },
				[
					staircase(book.bids).map(pixel),
					[...staircase(book.offers).map(pixel), pixel([book.offeredWh, 10 ** 9])],
					[
						[x0, py],
						[px, py],
						[px, yZero],
					],
				],
			);
			const near: [number, number] = [
				Math.min(Math.max(px, note.x), note.x + size.width),
				py < note.y ? note.y - 2 : note.y + size.height + 2,
			];
			children.push({
				type: 'line',
				silent: true,
				shape: { x1: px + Math.sign(near[0] - px) * 7, y1: py + Math.sign(near[1] - py) * 6, x2: near[0], y2: near[1] },
				style: { stroke: tokens.signal, lineWidth: 1 },
			} as Element);
			children.push(
				text(tokens, note.x, note.y + 10, words.clears, { fill: tokens.signal, font: `600 15px ${tokens.sans}` }),
			);
			words.because.forEach((line, index) => {
				children.push(
					text(tokens, note.x, note.y + 29 + index * 16, line, { fill: tokens.ink2, font: `12px ${tokens.sans}` }),
				);
			});
		}
		return { type: 'group', children } as Element;
	};
}

/** One order: a wide line to point at, and its label where there is room. */
function step(steps: readonly Step[], selected: string | null, words: CurveWords, tokens: ChartTokens) {
	return (params: { dataIndex: number }, api: CustomSeriesRenderItemAPI): Element => {
		const it = steps[params.dataIndex];
		if (!it) return { type: 'group', children: [] } as Element;
		const [x1, y1] = api.coord(toData([it.fromWh, it.net])) as [number, number];
		const [x2] = api.coord(toData([it.toWh, it.net])) as [number, number];
		const isBid = it.order.side === 'bid';
		const children: Element[] = [
			{
				type: 'rect',
				shape: { x: x1, y: y1 - 9, width: Math.max(2, x2 - x1), height: 18 },
				style: { fill: tokens.ink, opacity: 0 },
			} as Element,
		];
		if (it.order.order === selected)
			children.push({
				type: 'line',
				silent: true,
				shape: { x1, y1, x2, y2: y1 },
				style: { stroke: tokens.ink, lineWidth: 5 },
			} as Element);
		if (x2 - x1 >= LABEL_ROOM_PX && steps.length <= LABELS_AT_MOST)
			children.push(text(tokens, (x1 + x2) / 2, y1 + (isBid ? -9 : 10), words.label(it), { textAlign: 'center' }));
		return { type: 'group', children } as Element;
	};
}

/** What is supposed over what is real: both sides dashed, and an open point where it would clear. */
function supposedSeries(book: Book, tokens: ChartTokens, top: number): SeriesOption[] {
	const lastOffer = book.offers.at(-1);
	const line = (data: [number, number][], color: string): SeriesOption => ({
		type: 'line',
		data,
		step: 'end',
		showSymbol: false,
		silent: true,
		lineStyle: { color, width: 2, type: [7, 5] },
		z: 5,
	});
	const upright: [number, number][] = lastOffer ? [[kwh(lastOffer.toWh), top]] : [];
	const series = [
		line(stepCorners(book.bids).map(toData), tokens.ink),
		line([...stepCorners(book.offers).map(toData), ...upright], tokens.plum),
	];
	if (book.price === null) return series;
	return [
		...series,
		{
			type: 'scatter',
			data: [toData([book.volumeWh, book.price])],
			symbol: 'diamond',
			symbolSize: 13,
			silent: true,
			itemStyle: { color: tokens.paper, borderColor: tokens.ink, borderWidth: 2, borderType: 'dashed' },
			z: 6,
		},
	];
}

/** Supply and demand as step lines in merit order, bids net of the wheeling fee, with the clearing drawn in. */
export function curveOption(
	book: Book,
	words: CurveWords,
	tokens: ChartTokens,
	size: { readonly width: number; readonly height: number },
	selected: string | null,
	supposed: Book | null = null,
): ChartOption {
	const steps = [...book.bids, ...book.offers];
	const nets = [book, supposed].flatMap((each) => [...(each?.bids ?? []), ...(each?.offers ?? [])]).map((it) => it.net);
	const top = money(Math.max(1, ...nets)) * 1.08;
	const bottom = Math.min(0, money(Math.min(0, ...nets)) * 1.08);
	const widestWh = Math.max(book.wantedWh, book.offeredWh, supposed?.wantedWh ?? 0, supposed?.offeredWh ?? 0, 1);
	const right = kwh(widestWh) * 1.05;
	const lastBid = book.bids.at(-1);
	const lastOffer = book.offers.at(-1);
	const axis = { axisLabel: { color: tokens.ink3, fontSize: 11 }, axisTick: { lineStyle: { color: tokens.ink } } };
	const line = (data: [number, number][], color: string, extra: object = {}) =>
		({
			type: 'line',
			data,
			step: 'end',
			showSymbol: false,
			silent: true,
			lineStyle: { color, width: 2.4, ...extra },
			z: 3,
		}) as const;
	return {
		grid: GRID,
		tooltip: {
			trigger: 'item',
			backgroundColor: tokens.raised,
			borderColor: tokens.line,
			textStyle: { color: tokens.ink, fontSize: 12 },
			formatter: (params) => {
				const at = (params as { dataIndex: number; seriesName?: string }).dataIndex;
				const it = steps[at];
				return it ? words.describe(it) : '';
			},
		},
		xAxis: {
			type: 'value',
			min: 0,
			max: right,
			name: words.xAxis,
			nameLocation: 'end',
			nameGap: -4,
			nameTextStyle: { align: 'right', verticalAlign: 'top', padding: [22, 0, 0, 0], color: tokens.ink3 },
			splitLine: { show: false },
			axisLine: { lineStyle: { color: tokens.ink }, onZero: true },
			...axis,
			axisLabel: { ...axis.axisLabel, showMaxLabel: false },
		},
		yAxis: {
			type: 'value',
			min: bottom,
			max: top,
			splitLine: { lineStyle: { color: tokens.hairline } },
			axisLine: { show: false },
			...axis,
			axisTick: { show: false },
			axisLabel: {
				...axis.axisLabel,
				showMaxLabel: false,
				formatter: (value: number) => words.price(value * 1_000_000),
			},
		},
		series: [
			{
				type: 'custom',
				data: [[0, 0]],
				silent: true,
				z: 2,
				renderItem: clearing(book, words, tokens, {
					right: size.width - GRID.right,
					bottom: size.height - GRID.bottom,
				}) as never,
			},
			line(stepCorners(book.bids).map(toData), tokens.load),
			line(
				[
					...stepCorners(book.offers).map(toData),
					...(lastOffer ? [[kwh(lastOffer.toWh), top] as [number, number]] : []),
				],
				tokens.sun,
			),
			line(lastBid ? [toData([lastBid.toWh, lastBid.net]), [kwh(lastBid.toWh), 0]] : [], tokens.load, {
				width: 1.2,
				type: [2, 3],
			}),
			{
				type: 'custom',
				data: steps.map((it) => toData([it.toWh, it.net])),
				z: 4,
				renderItem: step(steps, selected, words, tokens) as never,
			},
			...(supposed ? supposedSeries(supposed, tokens, top) : []),
		],
	};
}
