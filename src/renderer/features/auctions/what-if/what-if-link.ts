import { ENERGY_MAX, PRICE_MAX, PRODUCT_LIMITS } from '../../../../shared/codec/product-terms.ts';
import { type BorderEdit, CHANGES_MAX, changeCount, NOTHING, type OrderEdit, type WhatIf } from './what-if.ts';

/** Characters of a what-if in a link. */
const LINK_MAX = 3_000;
const PLACE_MAX = 10_000;
const NAME = /^[a-z0-9-]{1,40}$/;

/**
 * Parts by `~`: `d3.7` orders left out, `c5p120000q400` an order's price and quantity, `z0f15000` a zone's fee,
 * `b0n-600x600f2000` a border's limits and fee, `rtime-priority-v1` the rules, `l50000` and `h300000` floor and cap.
 */
export function linkOf(whatIf: WhatIf): string {
	const field = (letter: string, value: number | null) => (value === null ? '' : `${letter}${value}`);
	const { dropped, edits, zoneFees, borders, profile, floor, cap } = whatIf;
	return [
		dropped.size > 0 ? `d${[...dropped].sort((a, b) => a - b).join('.')}` : '',
		...[...edits].map(([at, { price, quantityWh }]) => `c${at}${field('p', price)}${field('q', quantityWh)}`),
		...[...zoneFees].map(([at, fee]) => `z${at}f${fee}`),
		...[...borders].map(
			([at, { minWh, maxWh, fee }]) => `b${at}${field('n', minWh)}${field('x', maxWh)}${field('f', fee)}`,
		),
		profile === null ? '' : `r${profile}`,
		field('l', floor),
		field('h', cap),
	]
		.filter((part) => part !== '')
		.join('~');
}

interface Draft {
	readonly dropped: Set<number>;
	readonly edits: Map<number, OrderEdit>;
	readonly zoneFees: Map<number, number>;
	readonly borders: Map<number, BorderEdit>;
	profile: string | null;
	floor: number | null;
	cap: number | null;
}

/** By a part's first letter: takes the rest of it, or answers false where it says nothing that can be. */
const PARTS: Readonly<Record<string, (rest: string, draft: Draft) => boolean>> = {
	d(rest, { dropped }) {
		const places = rest.split('.').map((each) => integer(each, 0, PLACE_MAX));
		for (const place of places) if (place !== null) dropped.add(place);
		return places.every((place) => place !== null);
	},
	c(rest, { edits }) {
		const [, at, price, quantity] = /^(\d+)(?:p(-?\d+))?(?:q(\d+))?$/.exec(rest) ?? [];
		const place = integer(at, 0, PLACE_MAX);
		const edit = { price: integer(price, -PRICE_MAX, PRICE_MAX), quantityWh: integer(quantity, 1, ENERGY_MAX) };
		if (place === null || isOut(price, edit.price) || isOut(quantity, edit.quantityWh)) return false;
		edits.set(place, edit);
		return true;
	},
	z(rest, { zoneFees }) {
		const [, at, fee] = /^(\d+)f(\d+)$/.exec(rest) ?? [];
		const [place, figure] = [integer(at, 0, PRODUCT_LIMITS.zones), integer(fee, 0, PRICE_MAX)];
		if (place === null || figure === null) return false;
		zoneFees.set(place, figure);
		return true;
	},
	b(rest, { borders }) {
		const [, at, min, max, fee] = /^(\d+)(?:n(-?\d+))?(?:x(-?\d+))?(?:f(\d+))?$/.exec(rest) ?? [];
		const place = integer(at, 0, PRODUCT_LIMITS.borders);
		const edit = { minWh: capacity(min), maxWh: capacity(max), fee: integer(fee, 0, PRICE_MAX) };
		if (place === null || isOut(min, edit.minWh) || isOut(max, edit.maxWh) || isOut(fee, edit.fee)) return false;
		borders.set(place, edit);
		return true;
	},
	r(rest, draft) {
		draft.profile = rest;
		return NAME.test(rest);
	},
	l(rest, draft) {
		draft.floor = integer(rest, -PRICE_MAX, PRICE_MAX);
		return draft.floor !== null;
	},
	h(rest, draft) {
		draft.cap = integer(rest, -PRICE_MAX, PRICE_MAX);
		return draft.cap !== null;
	},
};

/** Null for a link that is no what-if, or says too much. */
export function whatIfOf(link: string): WhatIf | null {
	if (link === '') return NOTHING;
	if (link.length > LINK_MAX) return null;
	const draft: Draft = {
		dropped: new Set(),
		edits: new Map(),
		zoneFees: new Map(),
		borders: new Map(),
		profile: null,
		floor: null,
		cap: null,
	};
	const isRead = link.split('~').every((part) => PARTS[part.charAt(0)]?.(part.slice(1), draft) ?? false);
	return isRead && changeCount(draft) <= CHANGES_MAX ? draft : null;
}

function integer(text: string | undefined, min: number, max: number): number | null {
	if (text === undefined || !/^-?\d{1,15}$/.test(text)) return null;
	const value = Number(text);
	return value >= min && value <= max ? value : null;
}

const capacity = (text: string | undefined) => integer(text, -PRODUCT_LIMITS.capacityWh, PRODUCT_LIMITS.capacityWh);

/** Stated, but no figure that can be. */
const isOut = (text: string | undefined, figure: number | null): boolean => text !== undefined && figure === null;
