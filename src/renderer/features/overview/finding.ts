import type { MarketDay } from '../../../shared/contract/index.ts';
import type { AttentionItem } from './attention-list.ts';

/** The overview's sentence: the gravest thing that is true now. */
export interface Finding {
	readonly key: 'quorum' | 'failed' | 'syncing' | 'deeds' | 'gate' | 'quiet';
	readonly count: number;
	/** Instant that the sentence names; null where it names none. */
	readonly at: number | null;
	/** Start of the hour that it names. */
	readonly hour: number | null;
}

export function overviewFinding(items: readonly AttentionItem[]): Finding {
	const grave = items.find((item) => item.kind === 'quorum' || item.kind === 'phase');
	if (grave?.kind === 'quorum') return { key: 'quorum', count: grave.connected, at: null, hour: null };
	if (grave?.kind === 'phase')
		return { key: grave.phase === 'failed' ? 'failed' : 'syncing', count: 0, at: null, hour: null };
	const deeds = items.filter((item) => item.kind === 'deeds');
	if (deeds.length > 0) {
		const count = deeds.reduce((sum, item) => sum + item.count, 0);
		return { key: 'deeds', count, at: Math.min(...deeds.map((item) => item.deadline)), hour: null };
	}
	const gate = items.find((item) => item.kind === 'gate');
	if (gate) return { key: 'gate', count: 0, at: gate.closes, hour: gate.start };
	return { key: 'quiet', count: 0, at: null, hour: null };
}

const WH_PER_KWH = 1000;

export interface TradeSentence {
	readonly key: 'saved' | 'traded';
	readonly tradedWh: number;
	/** Micro-money per kWh over all trades of the day, to three decimals of the currency. */
	readonly averagePrice: number;
	readonly saved: number;
	readonly gained: number;
}

/** What the day's trade has come to; null before the first trade. */
export function tradeSentence(day: MarketDay | null): TradeSentence | null {
	if (!day || day.totals.tradedWh === 0) return null;
	const { tradedWh, paidByBuyers, savedByBuyers, gainedBySellers } = day.totals;
	const averagePrice = Math.round((paidByBuyers * WH_PER_KWH) / tradedWh / 1000) * 1000;
	return {
		key: savedByBuyers > 0 ? 'saved' : 'traded',
		tradedWh,
		averagePrice,
		saved: savedByBuyers,
		gained: gainedBySellers,
	};
}
