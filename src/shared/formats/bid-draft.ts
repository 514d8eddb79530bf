import type { BidCells } from './bid-cells.ts';
import { KINDS, SIDES } from './bid-columns.ts';
import { isOrderName } from './bid-name.ts';
import {
	BID_LIMITS,
	type BidDraft,
	type BidKind,
	type CurvePoint,
	type ImportProduct,
	type ImportTerms,
} from './bid-terms.ts';
import { formatStamp } from './calendar.ts';
import { writeDecimal } from './decimal.ts';
import { shownCell } from './fault.ts';
import { ambiguous, readStamp } from './local-stamp.ts';

/** Highest quantity of one order: 1 GWh, as the calls have it. */
const ENERGY_MAX_WH = 1_000_000_000;
const ALL_OR_NONE_PPM = 1_000_000;
const KWH_SCALE = 3;
const MONEY_SCALE = 6;

/** Per kWh, for a message. */
function money(price: number): string {
	return writeDecimal(price, MONEY_SCALE);
}

/** kWh, for a message. */
function energy(quantityWh: number): string {
	return writeDecimal(quantityWh, KWH_SCALE);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads one row's order and checks it against the terms. @throws RowRefusal at the first fault */
export function readDraft(name: string, cells: BidCells, terms: ImportTerms): BidDraft {
	const { product, period: startPeriod } = productOf(cells, terms);
	const side = sideOf(cells);
	const kind = kindOf(cells, product);
	requireOpenGate(cells, product, terms);
	const period = periodOf(cells, product, startPeriod);
	const base = { name, product: product.product, period, side, kind };
	if (kind === 'curve') return readCurve(cells, product, base);
	const price = priceOf(cells, product);
	if (kind === 'block') return readBlock(cells, product, { ...base, price });
	requireUnused(cells, kind, ['profile', 'points', 'parent', 'exclusiveGroup']);
	const draft: Mutable<BidDraft> = { ...base, price, quantityWh: quantityOf(cells, product) };
	if (kind === 'iceberg') draft.visibleWh = visibleOf(cells, product, draft.quantityWh);
	else requireUnused(cells, kind, ['visible']);
	const minAcceptancePpm = kind === 'iceberg' ? requireUnused(cells, kind, ['minAcceptance']) : minAcceptanceOf(cells);
	if (minAcceptancePpm !== null) draft.minAcceptancePpm = minAcceptancePpm;
	return draft;
}

/** By name, or by the zone and the start of delivery of the product or of one of its periods. */
function productOf(cells: BidCells, terms: ImportTerms): { product: ImportProduct; period: number | null } {
	const named = cells.text('product');
	const start = cells.text('start');
	if (named !== '') {
		const product = terms.products.get(named);
		if (product === undefined) return cells.refuse('product', 'BID_PRODUCT_UNKNOWN', { product: shownCell(named) });
		if (start === '') return { product, period: null };
		const period = periodStarting(product, startOf(cells, start, terms));
		if (period === undefined)
			return cells.refuse('start', 'BID_PRODUCT_UNKNOWN', { product: `${shownCell(named)} ${shownCell(start)}` });
		return { product, period };
	}
	if (start === '') return cells.refuse('product', 'BID_CELL_MISSING');
	const time = startOf(cells, start, terms);
	const zone = cells.text('zone');
	let found: { product: ImportProduct; period: number | null } | null = null;
	for (const product of terms.products.values()) {
		const period = zone === '' || product.zone === zone ? periodStarting(product, time) : undefined;
		if (period === undefined) continue;
		if (found !== null) return cells.refuse('start', 'BID_PRODUCT_AMBIGUOUS', { stamp: formatStamp(time) });
		found = { product, period };
	}
	return (
		found ?? cells.refuse('start', 'BID_PRODUCT_UNKNOWN', { product: `${shownCell(zone)} ${formatStamp(time)}`.trim() })
	);
}

function startOf(cells: BidCells, text: string, { timeZone }: ImportTerms): number {
	const meaning = readStamp(text, timeZone);
	if ('fault' in meaning) return cells.refuse('start', meaning.fault.code, meaning.fault.details);
	if (meaning.instants.length === 1) return meaning.instants[0] as number;
	const fault = ambiguous(text, meaning.instants, timeZone);
	return cells.refuse('start', fault.code, fault.details);
}

/** @returns the period that starts then, null for a product of one period, undefined when none does */
function periodStarting(product: ImportProduct, time: number): number | null | undefined {
	if (time < product.deliveryStart || time >= product.deliveryEnd) return undefined;
	const lengthMs = (product.deliveryEnd - product.deliveryStart) / product.periods;
	const index = (time - product.deliveryStart) / lengthMs;
	if (!Number.isInteger(index)) return undefined;
	return product.periods === 1 ? null : index + 1;
}

function sideOf(cells: BidCells): BidDraft['side'] {
	const text = cells.text('side');
	const word = text.toLowerCase();
	if (Object.hasOwn(SIDES, word)) return SIDES[word] as BidDraft['side'];
	return text === ''
		? cells.refuse('side', 'BID_CELL_MISSING')
		: cells.refuse('side', 'BID_SIDE_INVALID', { value: shownCell(text) });
}

function kindOf(cells: BidCells, product: ImportProduct): BidKind {
	const text = cells.text('kind');
	const word = text.toLowerCase();
	if (!Object.hasOwn(KINDS, word)) return cells.refuse('kind', 'BID_KIND_INVALID', { value: shownCell(text) });
	const kind = KINDS[word] as BidKind;
	return product.kinds.includes(kind)
		? kind
		: cells.refuse('kind', 'BID_KIND_REFUSED', { kind, product: product.product, kinds: product.kinds.join(', ') });
}

function requireOpenGate(cells: BidCells, product: ImportProduct, { now }: ImportTerms): void {
	if (now === null || (now >= product.gateOpening && now < product.gateClosure)) return;
	cells.refuse('product', 'BID_GATE_CLOSED', {
		product: product.product,
		opening: formatStamp(product.gateOpening),
		closure: formatStamp(product.gateClosure),
	});
}

function periodOf(cells: BidCells, product: ImportProduct, startPeriod: number | null): number | null {
	const text = cells.text('period');
	if (text === '') return startPeriod;
	if (/^(all|全部|全天)$/i.test(text) && startPeriod === null) return null;
	const period = /^\d{1,3}$/.test(text) ? Number(text) : 0;
	if (period < 1 || period > product.periods || (startPeriod !== null && startPeriod !== period))
		return cells.refuse('period', 'BID_PERIOD_INVALID', { value: shownCell(text), periods: product.periods });
	return product.periods === 1 ? null : period;
}

function priceOf(cells: BidCells, product: ImportProduct): number {
	const price = cells.number('price') ?? cells.refuse('price', 'BID_CELL_MISSING');
	return requirePrice(cells, 'price', price, product);
}

function requirePrice(cells: BidCells, key: 'price' | 'points', price: number, product: ImportProduct): number {
	if (price % product.tick !== 0)
		cells.refuse(key, 'BID_PRICE_OFF_TICK', { price: money(price), tick: money(product.tick) });
	if (price < product.priceMin || price > product.priceMax)
		cells.refuse(key, 'BID_PRICE_OUT_OF_BOUNDS', {
			price: money(price),
			min: money(product.priceMin),
			max: money(product.priceMax),
		});
	return price;
}

function quantityOf(cells: BidCells, product: ImportProduct): number {
	const quantity = cells.number('quantity') ?? cells.refuse('quantity', 'BID_CELL_MISSING');
	return requireQuantity(cells, 'quantity', quantity, product);
}

function requireQuantity(
	cells: BidCells,
	key: 'quantity' | 'visible' | 'points' | 'profile',
	quantity: number,
	product: ImportProduct,
): number {
	if (quantity < 1 || quantity > ENERGY_MAX_WH)
		cells.refuse(key, 'BID_QUANTITY_INVALID', { quantity: energy(quantity), max: energy(ENERGY_MAX_WH) });
	if (quantity % product.lotWh !== 0)
		cells.refuse(key, 'BID_QUANTITY_OFF_LOT', { quantity: energy(quantity), lot: energy(product.lotWh) });
	return quantity;
}

function visibleOf(cells: BidCells, product: ImportProduct, quantityWh: number): number {
	const visible = cells.number('visible') ?? cells.refuse('visible', 'BID_CELL_MISSING');
	requireQuantity(cells, 'visible', visible, product);
	return visible <= quantityWh
		? visible
		: cells.refuse('visible', 'BID_QUANTITY_INVALID', { quantity: energy(visible), max: energy(quantityWh) });
}

/** A ratio of at most 6 decimals, or per cent. */
function minAcceptanceOf(cells: BidCells): number | null {
	const text = cells.text('minAcceptance');
	if (text === '') return null;
	const ppm = text.endsWith('%')
		? cells.decimal('minAcceptance', text.slice(0, -1).trim(), 4)
		: cells.decimal('minAcceptance', text, 6);
	return ppm >= 1 && ppm <= ALL_OR_NONE_PPM
		? ppm
		: cells.refuse('minAcceptance', 'BID_RATIO_INVALID', { value: shownCell(text) });
}

function requireUnused(cells: BidCells, kind: BidKind, keys: Parameters<BidCells['text']>[0][]): null {
	for (const key of keys) if (cells.text(key) !== '') cells.refuse(key, 'BID_CELL_UNUSED', { kind });
	return null;
}

type Base = Pick<BidDraft, 'name' | 'product' | 'period' | 'side' | 'kind'>;

function readBlock(cells: BidCells, product: ImportProduct, base: Base & { readonly price: number }): BidDraft {
	requireUnused(cells, 'block', ['visible', 'points']);
	const profileWh = profileOf(cells, product, base.period);
	const draft: Mutable<BidDraft> = {
		...base,
		period: null,
		quantityWh: profileWh.reduce((sum, quantity) => sum + quantity, 0),
		profileWh,
	};
	const minAcceptancePpm = minAcceptanceOf(cells);
	if (minAcceptancePpm !== null) draft.minAcceptancePpm = minAcceptancePpm;
	for (const key of ['parent', 'exclusiveGroup'] as const) {
		const text = cells.text(key);
		if (text === '') continue;
		if (!isOrderName(text)) cells.refuse(key, 'BID_NAME_INVALID', { value: shownCell(text) });
		draft[key] = text;
	}
	return draft;
}

function profileOf(cells: BidCells, product: ImportProduct, period: number | null): number[] {
	const text = cells.text('profile');
	if (text === '') {
		const quantity = quantityOf(cells, product);
		return Array.from({ length: product.periods }, (_, index) =>
			period === null || period === index + 1 ? quantity : 0,
		);
	}
	const parts = text.split(/\s*\|\s*|\s+/);
	if (period !== null) cells.refuse('period', 'BID_CELL_UNUSED', { kind: 'block' });
	if (parts.length !== product.periods)
		cells.refuse('profile', 'BID_PROFILE_LENGTH', { length: parts.length, periods: product.periods });
	const profile = parts.map((part) => {
		const quantity = cells.decimal('profile', part, cells.scale('profile', 0));
		return quantity === 0 ? 0 : requireQuantity(cells, 'profile', quantity, product);
	});
	const sum = profile.reduce((total, quantity) => total + quantity, 0);
	if (sum === 0) cells.refuse('profile', 'BID_QUANTITY_INVALID', { quantity: '0', max: energy(ENERGY_MAX_WH) });
	const stated = cells.number('quantity');
	if (stated !== null && stated !== sum)
		cells.refuse('quantity', 'BID_PROFILE_SUM', { quantity: energy(stated), sum: energy(sum) });
	return profile;
}

/** `quantity@price` with the quantity column's unit and the points column's price unit. */
function readCurve(cells: BidCells, product: ImportProduct, base: Base): BidDraft {
	requireUnused(cells, 'curve', [
		'price',
		'quantity',
		'profile',
		'visible',
		'minAcceptance',
		'parent',
		'exclusiveGroup',
	]);
	const text = cells.text('points');
	if (text === '') cells.refuse('points', 'BID_CELL_MISSING');
	const parts = text.split(/\s*\|\s*|\s+/);
	if (parts.length > BID_LIMITS.points) cells.refuse('points', 'BID_CURVE_LONG', { limit: BID_LIMITS.points });
	const points = parts.map((part): CurvePoint => {
		const [quantity, price, more] = part.split('@');
		if (quantity === undefined || price === undefined || more !== undefined)
			return cells.refuse('points', 'BID_CURVE_INVALID', { value: shownCell(part) });
		const quantityWh = cells.decimal('points', quantity, cells.scale('quantity', KWH_SCALE));
		return {
			price: requirePrice(cells, 'points', cells.decimal('points', price, cells.scale('points', 0)), product),
			quantityWh: requireQuantity(cells, 'points', quantityWh, product),
		};
	});
	for (const [index, point] of points.entries()) {
		const before = points[index - 1];
		if (before === undefined) continue;
		const isFalling = point.price < before.price;
		const isRising = point.price > before.price;
		if (point.quantityWh <= before.quantityWh || (base.side === 'bid' ? !isFalling : !isRising))
			cells.refuse('points', 'BID_CURVE_ORDER', { point: index + 1, side: base.side });
	}
	const last = points.at(-1) as CurvePoint;
	return { ...base, price: last.price, quantityWh: last.quantityWh, points };
}
