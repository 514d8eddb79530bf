import type { MarketResult } from '../../../../shared/market-file/result.ts';

/** A result as a person reads it at a terminal. */
export function marketTable(result: MarketResult): string {
	const { price, priceInterval, volume, welfare, surplus, acceptedBlocks, fills, trades } = result;
	const interval = priceInterval === null ? '' : ` (${priceInterval.low} to ${priceInterval.high} would do)`;
	return [
		price === null ? pricesLines(result) : `price ${price}${interval}\n`,
		`volume ${volume}, welfare ${welfare}${surplus === '0' ? '' : `, surplus ${surplus}`}\n`,
		acceptedBlocks === undefined ? '' : `accepted blocks: ${acceptedBlocks.join(', ') || 'none'}\n`,
		flowLines(result),
		'\n',
		columns([['order', 'quantity', 'why'], ...fills.map(({ id, quantity, why }) => [id, quantity, why])]),
		trades.length === 0 ? '' : '\n',
		trades.length === 0 ? '' : columns(tradeRows(result)),
	].join('');
}

function pricesLines({ prices }: MarketResult): string {
	const all = Object.entries(prices);
	if (all.length === 1 && all[0]?.[1].length === 1) return 'no price: nothing trades\n';
	const periods = Math.max(...all.map(([, byPeriod]) => byPeriod.length));
	const header = ['price in period', ...Array.from({ length: periods }, (_, index) => String(index + 1))];
	return columns([header, ...all.map(([zone, byPeriod]) => [zone, ...byPeriod.map((price) => price ?? '–')])]);
}

function flowLines({ flows }: MarketResult): string {
	if (flows === undefined) return '';
	const rows = flows.map(({ from, to, period, quantity }) => [from, to, String(period), quantity]);
	return `\n${columns([['from', 'to', 'period', 'flow'], ...rows])}`;
}

function tradeRows({ trades }: MarketResult): string[][] {
	const rows = trades.map(({ bid, offer, period, quantity, price, buyerPrice }) => [
		bid,
		offer,
		String(period ?? 1),
		quantity,
		price,
		buyerPrice ?? price,
	]);
	return [['bid', 'offer', 'period', 'quantity', 'seller gets', 'buyer pays'], ...rows];
}

function columns(rows: readonly (readonly string[])[]): string {
	const widths: number[] = [];
	for (const row of rows)
		row.forEach((cell, column) => {
			widths[column] = Math.max(widths[column] ?? 0, cell.length);
		});
	const lineOf = (row: readonly string[]): string =>
		row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] as number))).join('  ');
	return rows.map((row) => `${lineOf(row)}\n`).join('');
}
