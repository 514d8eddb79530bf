import type { Mechanism, Outcome } from '../../../shared/clearing/outcome.ts';
import type { Profile } from '../../../shared/clearing/profiles.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type DayMarket, dayMarket } from './day-market.ts';
import { type DataChoice, readMarketData } from './read-market-data.ts';
import { addDay, blockFiguresOf, emptyScore, figuresOf } from './score.ts';

export interface ReplayModules {
	readonly mechanism: Mechanism;
	readonly profile: Profile;
	/** Before each day. */
	onDay(day: string, done: number, total: number): void;
}

/** Milliseconds by stage. */
export interface ReplayStages {
	readMs: number;
	buildMs: number;
	clearMs: number;
	compareMs: number;
}

export type ReplayReport = Awaited<ReturnType<typeof replayMarket>>;

/**
 * Clears every chosen day of a directory of market data and compares it with what was published.
 * @throws CodedError MARKET_DATA_* of the files, CLEARING_* of a day that cannot be cleared
 */
export async function replayMarket(directory: string, choice: DataChoice, modules: ReplayModules) {
	const stages: ReplayStages = { readMs: 0, buildMs: 0, clearMs: 0, compareMs: 0 };
	const startedMs = performance.now();
	const { zones, days } = await readMarketData(directory, choice);
	stages.readMs = performance.now() - startedMs;
	const score = emptyScore();
	let closedBorders = 0;
	let paradoxicallyRejected = 0;
	for (const [index, data] of days.entries()) {
		modules.onDay(data.day, index, days.length);
		const builtAt = performance.now();
		const day = dayMarket(data, zones, choice.borders);
		const clearedAt = performance.now();
		const outcome = modules.mechanism.clear(day.market, modules.profile);
		const comparedAt = performance.now();
		requireForced(day, outcome);
		addDay(score, day, data, outcome);
		closedBorders += day.closedBorders;
		paradoxicallyRejected += outcome.verdicts.filter(({ kind }) => kind === 'paradoxically-rejected').length;
		stages.buildMs += clearedAt - builtAt;
		stages.clearMs += comparedAt - clearedAt;
		stages.compareMs += performance.now() - comparedAt;
	}
	return {
		...figuresOf(score),
		days: days.length,
		zones: zones.length,
		closedBorders,
		...(choice.blocks === 'solve' ? { blocks: { ...blockFiguresOf(score), paradoxicallyRejected } } : {}),
		seconds: Math.round(performance.now() - startedMs) / 1_000,
		stages,
	};
}

function requireForced({ day, market, forced }: DayMarket, { fills }: Outcome): void {
	for (const { position, zone, neighbour, period } of forced)
		if (fills[position] !== market.orders[position]?.quantity)
			throw new CodedError('MARKET_DATA_FORCED', { day, period, zone, neighbour });
}
