import { parseDecimal } from '../../../shared/codec/units.ts';
import type { CertificatePartView, GoodsToOfferView, RegionView, SendableLot } from '../../../shared/contract/index.ts';
import { clientState } from './findings.ts';

export const SEND_KINDS = ['money', 'certificates', 'lot', 'offer-lot', 'offer-certificates'] as const;
export type SendKind = (typeof SEND_KINDS)[number];
/** Hours until what has not arrived comes back, or until an offer lapses. */
export const SEND_HOURS = [1, 6, 24, 168] as const;
const HOUR_MS = 3_600_000;
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A range in the hand of an identity of this console. */
export interface OwnRange extends Pick<CertificatePartView, 'fromWh' | 'toWh'> {
	readonly certificate: string;
	readonly start: number;
	readonly end: number;
	readonly technology: string;
}

export const rangeKey = ({ certificate, fromWh }: Pick<OwnRange, 'certificate' | 'fromWh'>): string =>
	`${certificate} ${fromWh}`;

export interface SendDraft {
	readonly kind: SendKind;
	readonly participant: string;
	readonly chain: string;
	/** Participant of the other chain; of an offer who alone may take it, empty for anybody. */
	readonly to: string;
	/** Money to send, or the price of an offer, in units of the currency. */
	readonly money: string;
	readonly trade: string;
	/** kWh of the lot. */
	readonly energy: string;
	/** Keys of chosen ranges. */
	readonly ranges: ReadonlySet<string>;
	readonly hours: number;
}

interface To {
	readonly participant: string;
	readonly chain: string;
	readonly to: string;
	readonly timeoutAt: number;
}

type Parts = { certificate: string; fromWh: number; toWh: number }[];

export type BridgeCall =
	| { readonly method: 'sendMoney'; readonly input: To & { readonly amount: number } }
	| { readonly method: 'sendCertificates'; readonly input: To & { readonly parts: Parts } }
	| { readonly method: 'sendLot'; readonly input: To & { readonly trade: string; readonly quantityWh: number } }
	| {
			readonly method: 'offer';
			readonly input: {
				readonly participant: string;
				readonly chain: string;
				readonly taker: string | null;
				readonly goods: GoodsToOfferView;
				readonly price: number;
				readonly expiresAt: number;
			};
	  };

export type SendFault =
	| 'region'
	| 'stopped'
	| 'currency'
	| 'to'
	| 'money'
	| 'limit'
	| 'lot'
	| 'energy'
	| 'ranges'
	| 'price';
export type SendVerdict =
	| { readonly call: BridgeCall; readonly energyWh: number; readonly money: number; readonly until: number }
	| { readonly fault: SendFault };

export interface SendFacts {
	readonly regions: readonly RegionView[];
	readonly lots: readonly SendableLot[];
	readonly ranges: readonly OwnRange[];
	readonly now: number;
}

export const isOffer = (kind: SendKind): boolean => kind.startsWith('offer');
export const needsLot = (kind: SendKind): boolean => kind.endsWith('lot');
export const needsRanges = (kind: SendKind): boolean => kind.endsWith('certificates');
export const needsMoney = (kind: SendKind): boolean => kind === 'money' || isOffer(kind);

/** The call that a draft stands for, or the first field that is not good yet. The chain judges it again. */
export function callOf(draft: SendDraft, facts: SendFacts): SendVerdict {
	const { kind, participant, chain } = draft;
	const region = facts.regions.find((each) => each.chain === chain);
	if (!region) return { fault: 'region' };
	const state = clientState(region, facts.now);
	if (state === 'frozen' || state === 'expired') return { fault: 'stopped' };
	const to = draft.to.trim();
	if (isOffer(kind) ? to !== '' && !ID.test(to) : !ID.test(to)) return { fault: 'to' };
	const until = facts.now + draft.hours * HOUR_MS;
	const sent = { participant, chain, to, timeoutAt: until };
	const money = needsMoney(kind) ? moneyOf(draft, region) : { money: 0 };
	if ('fault' in money) return money;
	const goods = goodsOf(draft, facts);
	if ('fault' in goods) return goods;
	const told = { money: money.money, until };
	if (goods.goods === null)
		return { call: { method: 'sendMoney', input: { ...sent, amount: money.money } }, energyWh: 0, ...told };
	const { goods: of, energyWh } = goods;
	if (isOffer(kind)) {
		const taker = to === '' ? null : to;
		const input = { participant, chain, taker, goods: of, price: money.money, expiresAt: until };
		return { call: { method: 'offer', input }, energyWh, ...told };
	}
	if (of.kind === 'lot') {
		const { trade, quantityWh } = of;
		return { call: { method: 'sendLot', input: { ...sent, trade, quantityWh } }, energyWh, ...told };
	}
	return { call: { method: 'sendCertificates', input: { ...sent, parts: of.parts } }, energyWh, ...told };
}

/** An amount within what the channel still takes; an offer's price comes in, money that is sent goes out. */
function moneyOf(
	{ kind, money: typed }: SendDraft,
	{ money: account }: RegionView,
): { readonly money: number } | { readonly fault: SendFault } {
	if (!account) return { fault: 'currency' };
	const money = parseDecimal(typed.trim(), 6);
	if (money === null || money <= 0) return { fault: isOffer(kind) ? 'price' : 'money' };
	const after = isOffer(kind) ? account.reserved + money - account.balance : account.balance + money;
	return after > account.limit ? { fault: 'limit' } : { money };
}

type Goods = { readonly goods: GoodsToOfferView | null; readonly energyWh: number } | { readonly fault: SendFault };

function goodsOf({ kind, participant, trade, energy, ranges }: SendDraft, facts: SendFacts): Goods {
	if (needsLot(kind)) {
		const lot = facts.lots.find((each) => each.trade === trade && each.participant === participant);
		if (!lot) return { fault: 'lot' };
		const quantityWh = parseDecimal(energy.trim(), 3);
		if (quantityWh === null || quantityWh <= 0 || quantityWh > lot.leftWh) return { fault: 'energy' };
		return { goods: { kind: 'lot', trade, quantityWh }, energyWh: quantityWh };
	}
	if (!needsRanges(kind)) return { goods: null, energyWh: 0 };
	const chosen = facts.ranges.filter((range) => ranges.has(rangeKey(range)));
	if (chosen.length === 0) return { fault: 'ranges' };
	const parts = chosen.map(({ certificate, fromWh, toWh }) => ({ certificate, fromWh, toWh }));
	return {
		goods: { kind: 'certificates', parts },
		energyWh: chosen.reduce((sum, { fromWh, toWh }) => sum + toWh - fromWh, 0),
	};
}

/** A foreign certificate goes only home: its id begins with the chain that issued it. */
export function canGoTo(certificate: string, chain: string): boolean {
	const at = certificate.indexOf(':');
	return at < 0 || certificate.slice(0, at) === chain;
}
