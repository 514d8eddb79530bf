import type { SettlementStatement, StatementColumns } from '../../../../shared/codec/events.ts';

const COLUMNS = ['contractedWh', 'meteredWh', 'traded', 'wheeling', 'border', 'residual'] as const;

export type ColumnName = (typeof COLUMNS)[number];

export function noSums(periods: number): StatementColumns {
	const zeros = new Array<number>(periods).fill(0);
	return { contractedWh: zeros, meteredWh: zeros, traded: zeros, wheeling: zeros, border: zeros, residual: zeros };
}

/** Period by period. */
export function addColumns(sums: StatementColumns, more: StatementColumns): StatementColumns {
	const add = (column: ColumnName): number[] =>
		sums[column].map((sum, period) => sum + (more[column][period] as number));
	return {
		contractedWh: add('contractedWh'),
		meteredWh: add('meteredWh'),
		traded: add('traded'),
		wheeling: add('wheeling'),
		border: add('border'),
		residual: add('residual'),
	};
}

export function sumOf(column: readonly number[]): number {
	return column.reduce((sum, each) => sum + each, 0);
}

/** The sums of a statement over its periods. */
export function statementTotals(
	columns: StatementColumns,
): Omit<SettlementStatement, 'participant' | 'substituted' | 'byPeriod'> {
	const contractedWh = sumOf(columns.contractedWh);
	const meteredWh = sumOf(columns.meteredWh);
	return {
		contractedWh,
		meteredWh,
		residualWh: meteredWh - contractedWh,
		traded: sumOf(columns.traded),
		wheeling: sumOf(columns.wheeling),
		border: sumOf(columns.border),
		residual: sumOf(columns.residual),
	};
}

/** The other side of everybody's residuals and fees, and of what crossed to and from other regions, period by period. */
export function gridStatement(participant: string, sums: StatementColumns): SettlementStatement {
	const mirror = (column: readonly number[]): number[] => column.map((each) => 0 - each);
	const zeros = sums.traded.map(() => 0);
	const columns: StatementColumns = {
		contractedWh: mirror(sums.contractedWh),
		meteredWh: mirror(sums.meteredWh),
		traded: zeros,
		wheeling: mirror(sums.wheeling),
		border: mirror(sums.border),
		residual: mirror(sums.residual),
	};
	return {
		participant,
		...statementTotals(columns),
		substituted: false,
		byPeriod: { ...columns, imbalancePrice: zeros.map(() => null), substituted: [] },
	};
}
