import type { DeedDocument } from '../codec/deed.ts';
import { amountOf, type EnergyWh, type MicroMoney, type TimeMs } from '../codec/units.ts';

/** Energy and money of a trade, or of several. */
export interface TradeSums {
	readonly quantityWh: EnergyWh;
	readonly amount: MicroMoney;
	readonly fee: MicroMoney;
	readonly border: MicroMoney;
	readonly congestion: MicroMoney;
}

/** What a deed's trades come to. */
export interface DeedTotals extends TradeSums {
	/** From the first period's start to the last one's end. */
	readonly deliveryStart: TimeMs;
	readonly deliveryEnd: TimeMs;
}

export function tradeSums(trades: readonly TradeSums[]): TradeSums {
	const sum = (field: keyof TradeSums): number => trades.reduce((total, trade) => total + trade[field], 0);
	return {
		quantityWh: sum('quantityWh'),
		amount: sum('amount'),
		fee: sum('fee'),
		border: sum('border'),
		congestion: sum('congestion'),
	};
}

export function deedTotals({ trades }: Pick<DeedDocument, 'trades'>): DeedTotals {
	return {
		...tradeSums(trades),
		deliveryStart: Math.min(...trades.map(({ deliveryStart }) => deliveryStart)),
		deliveryEnd: Math.max(...trades.map(({ deliveryEnd }) => deliveryEnd)),
	};
}

/** Where a deed contradicts itself: names of the fields whose arithmetic or order is wrong, each once. */
export function deedFaults(document: DeedDocument): string[] {
	const faults = new Set<string>();
	const need = (isMet: boolean, field: string): void => {
		if (!isMet) faults.add(field);
	};
	for (const trade of document.trades) {
		need(trade.amount === amountOf(trade.quantityWh, trade.price), 'amount');
		need(trade.fee === amountOf(trade.quantityWh, trade.wheelingFee), 'fee');
		need(trade.deliveryEnd > trade.deliveryStart, 'deliveryEnd');
	}
	const { trades, signers, generator, user, version, former } = document;
	need(new Set(trades.map(({ trade }) => trade)).size === trades.length, 'trades');
	need(new Set(signers.map(({ participant }) => participant)).size === signers.length, 'signers');
	const signs = (party: string): boolean => signers.some(({ participant }) => participant === party);
	need(signs(generator) && signs(user), 'signers');
	need((version === 1) === (former === null), 'former');
	need(document.settlementTime > document.signingDeadline, 'settlementTime');
	return [...faults];
}
