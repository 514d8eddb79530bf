import type { ConsensusSummary, RoundView } from '../../../shared/contract/index.ts';
import { type FigureData, figure } from '../../charts/figure.ts';

/** Heads and figures in the reader's language. */
export interface FigureWords {
	t(key: string, named?: Record<string, unknown>): string;
	milliseconds(ms: number): string;
	count(value: number): string;
	/** Wall clock. */
	clock(ms: number): string;
}

type Slot = ConsensusSummary['trend'][number];
type Bucket = ConsensusSummary['distribution'][number];

/** Newest slot first, as a table is read. */
export function finalityFigure({ trend }: ConsensusSummary, words: FigureWords): FigureData<Slot> {
	return figure<Slot>({
		name: 'gridquorum-finality',
		columns: [
			{
				field: 'at',
				label: words.t('consensus.finality.at'),
				cell: ({ at }) => new Date(at).toISOString(),
				text: ({ at }) => words.clock(at),
			},
			...(['p50', 'p95', 'p99'] as const).map((p) => ({
				field: `${p}_ms`,
				label: `${p}, ms`,
				numeric: true,
				cell: ({ finalityMs }: Slot) => finalityMs?.[p] ?? null,
				text: ({ finalityMs }: Slot) => (finalityMs ? words.milliseconds(finalityMs[p]) : null),
			})),
			{
				field: 'blocks',
				label: words.t('consensus.finality.blocks'),
				numeric: true,
				cell: ({ blocks }) => blocks,
				text: ({ blocks }) => words.count(blocks),
			},
		],
		rows: trend.toReversed(),
	});
}

export function distributionFigure({ distribution }: ConsensusSummary, words: FigureWords): FigureData<Bucket> {
	return figure<Bucket>({
		name: 'gridquorum-distribution',
		columns: [
			{
				field: 'from_ms',
				label: words.t('consensus.distribution.from'),
				numeric: true,
				cell: ({ fromMs }) => fromMs,
				text: ({ fromMs }) => words.milliseconds(fromMs),
			},
			{
				field: 'to_ms',
				label: words.t('consensus.distribution.to'),
				numeric: true,
				cell: ({ toMs }) => toMs,
				text: ({ toMs }) => words.milliseconds(toMs),
			},
			{
				field: 'rounds',
				label: words.t('consensus.distribution.rounds'),
				numeric: true,
				cell: ({ rounds }) => rounds,
				text: ({ rounds }) => words.count(rounds),
			},
		],
		rows: distribution.filter(({ rounds }) => rounds > 0),
	});
}

interface MissedCell {
	readonly validator: string;
	readonly from: number;
	readonly to: number;
	readonly missed: number;
}

/** One row a cell of the heatmap in which a vote was missed. */
export function missedFigure({ missed, validators }: ConsensusSummary, words: FigureWords): FigureData<MissedCell> {
	const { fromRound, roundsPerCell, rows } = missed;
	return figure<MissedCell>({
		name: 'gridquorum-missed-votes',
		columns: [
			{ field: 'validator', label: words.t('consensus.validators.name'), cell: ({ validator }) => validator },
			{
				field: 'from_round',
				label: words.t('consensus.missed.from'),
				numeric: true,
				cell: ({ from }) => from,
				text: ({ from }) => words.count(from),
			},
			{
				field: 'to_round',
				label: words.t('consensus.missed.to'),
				numeric: true,
				cell: ({ to }) => to,
				text: ({ to }) => words.count(to),
			},
			{
				field: 'missed_votes',
				label: words.t('consensus.validators.missed'),
				numeric: true,
				cell: (cell) => cell.missed,
			},
		],
		rows: rows.flatMap((cells, validator) =>
			cells.flatMap((count, column) => {
				const from = fromRound + column * roundsPerCell;
				const name = validators[validator]?.name ?? String(validator);
				return count === 0 ? [] : { validator: name, from, to: from + roundsPerCell - 1, missed: count };
			}),
		),
	});
}

interface Arrival {
	readonly validator: string;
	readonly voteMs: number | null;
	readonly orderVoteMs: number | null;
}

/** When the votes of each validator came in one round, ms since its proposal. */
export function roundFigure(
	round: RoundView,
	validators: ConsensusSummary['validators'],
	words: FigureWords,
): FigureData<Arrival> {
	const arrival = (field: string, label: string, of: (row: Arrival) => number | null) => ({
		field,
		label,
		numeric: true,
		cell: of,
		text: (row: Arrival) => {
			const ms = of(row);
			return ms === null ? null : words.milliseconds(ms);
		},
	});
	return figure<Arrival>({
		name: `gridquorum-round-${round.round}`,
		columns: [
			{ field: 'validator', label: words.t('consensus.validators.name'), cell: ({ validator }) => validator },
			arrival('vote_ms', words.t('consensus.strip.voteAfter'), ({ voteMs }) => voteMs),
			arrival('order_vote_ms', words.t('consensus.strip.orderVoteAfter'), ({ orderVoteMs }) => orderVoteMs),
		],
		rows: validators.map(({ index, name }) => ({
			validator: name,
			voteMs: round.votes.find(({ validator }) => validator === index)?.ms ?? null,
			orderVoteMs: round.orderVotes.find(({ validator }) => validator === index)?.ms ?? null,
		})),
	});
}
