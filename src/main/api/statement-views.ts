import { settlementId } from '../../shared/codec/ids.ts';
import { HOUR_MS } from '../../shared/codec/units.ts';
import type { StatementPeriodView, StatementProductView, StatementTradeView } from '../../shared/contract/index.ts';
import { SOURCE_TRADES_MAX } from '../../shared/contract/statements.ts';
import { type StatementLine, statementLines } from '../../shared/statements/statement-lines.ts';
import type { ReadingRow } from './read-model/meter-readings.ts';
import type { Product, TradeRow } from './read-model/product.ts';
import type { ReadModel } from './read-model/read-model.ts';

/** Whole settlements of the products that lines are of. */
export function settlementOf({ statements }: ReadModel, lines: readonly StatementLine[]) {
	const products = new Set(lines.map(({ product }) => product));
	let closed = 0;
	let residue = 0;
	for (const product of products) {
		const settled = statements.find(product)?.closed;
		if (!settled) continue;
		closed += 1;
		residue += Math.abs(settled.residue);
	}
	return { products: products.size, closed, residue };
}

/** Null where the participant has no statement of the product, or it is forgotten. */
export function statementProductView(
	model: ReadModel,
	{ participant, product: id }: { readonly participant: string; readonly product: string },
): StatementProductView | null {
	const settled = model.statements.find(id);
	const statement = settled?.statements.get(participant);
	if (!settled || !statement) return null;
	const traded = model.products.products.get(id);
	const lines = statementLines(settled.product, statement, settled.byPoints.get(participant));
	return {
		participant,
		product: id,
		settlement: settlementId(id, participant),
		tariff: settled.product.tariff,
		feedIn: settled.product.feedIn,
		imbalance: settled.imbalance,
		statements: settled.statements.size,
		closed: settled.closed,
		periods: lines.map((line) => periodView(model, traded, participant, line)),
		asOfHeight: model.asOfHeight,
	};
}

function periodView(
	model: ReadModel,
	traded: Product | undefined,
	participant: string,
	{ product: _product, ...line }: StatementLine,
): StatementPeriodView {
	const trades = traded ? tradesOf(traded, participant, line.period) : null;
	return {
		...line,
		// A reading that came, but did not cover the period, was not settled.
		readings: line.isSubstituted ? [] : readingsOf(model, participant, line),
		trades: (trades ?? []).slice(0, SOURCE_TRADES_MAX).map((trade) => tradeView(model, trade, participant)),
		tradeCount: trades?.length ?? null,
	};
}

function tradesOf({ trades }: Product, participant: string, period: number): TradeRow[] {
	return [...trades.values()].filter(
		(trade) => trade.period === period && (trade.buyer === participant || trade.seller === participant),
	);
}

function tradeView({ directory }: ReadModel, trade: TradeRow, participant: string): StatementTradeView {
	const { id, buyer, seller, deed, quantityWh, price, amount, fee, border } = trade;
	const isBought = buyer === participant;
	const counterparty = isBought ? seller : buyer;
	return {
		trade: id,
		deed: deed?.id ?? null,
		deedState: deed?.state ?? null,
		side: isBought ? 'bought' : 'sold',
		counterparty,
		counterpartyName: directory.nameOf(counterparty),
		...{ quantityWh, price, amount, fee, border },
	};
}

/** Readings that begin in the period, by meter and time. */
function readingsOf(
	{ readings, calendar }: ReadModel,
	participant: string,
	{ start, end }: Pick<StatementLine, 'start' | 'end'>,
): StatementPeriodView['readings'] {
	const found: ReadingRow[] = [];
	for (let hour = calendar.hourOf(start); hour < end; hour += HOUR_MS)
		for (const row of readings.hours.get(hour)?.readings.values() ?? [])
			if (row.participant === participant && row.start >= start && row.start < end) found.push(row);
	return found
		.sort((a, b) => a.start - b.start || (a.meter < b.meter ? -1 : 1))
		.map(({ id, meter, version, generatedWh, consumedWh }) => ({
			reading: id,
			meter,
			version,
			generatedWh,
			consumedWh,
		}));
}
