import type { Formatter } from '../../app/formatter.ts';
import { type FigureData, figure } from '../../charts/figure.ts';
import type { Book, Step } from './book.ts';

type Translate = (key: string) => string;

/** A step of either curve, of the book on screen or of the one supposed. */
interface CurveRow {
	readonly step: Step;
	readonly isSupposed: boolean;
}

/** Both curves step by step in merit order, as they are drawn. */
export function curveFigure(
	name: string,
	book: Book,
	supposed: Book | null,
	t: Translate,
	f: Formatter,
): FigureData<CurveRow> {
	const rowsOf = ({ bids, offers }: Book, isSupposed: boolean) =>
		[...bids, ...offers].map((step) => ({ step, isSupposed }));
	const energy = (label: string, field: string, of: (step: Step) => number) => ({
		label: `${label}, kWh`,
		field,
		numeric: true,
		cell: ({ step }: CurveRow) => of(step),
		text: ({ step }: CurveRow) => f.energy(of(step)),
	});
	return figure<CurveRow>({
		name: `${name}-curves`,
		columns: [
			{
				label: t('auctions.curve.column.book'),
				field: 'book',
				cell: ({ isSupposed }) => (isSupposed ? 'supposed' : 'real'),
				text: ({ isSupposed }) => t(isSupposed ? 'auctions.whatIf.title' : 'auctions.whatIf.real'),
			},
			{
				label: t('auctions.curve.column.side'),
				field: 'side',
				cell: ({ step }) => step.order.side,
				text: ({ step }) => t(step.order.side === 'bid' ? 'auctions.book.bid' : 'auctions.book.offer'),
			},
			{
				label: t('auctions.curve.column.order'),
				field: 'order',
				cell: ({ step }) => step.order.order,
				text: ({ step }) => step.order.name,
			},
			{
				label: `${t('auctions.curve.column.price')}, ${f.priceUnit}`,
				field: 'net_price_micro_per_kwh',
				numeric: true,
				cell: ({ step }) => step.net,
				text: ({ step }) => f.priceBare(step.net),
			},
			energy(t('auctions.curve.column.from'), 'from_wh', (step) => step.fromWh),
			energy(t('auctions.curve.column.to'), 'to_wh', (step) => step.toWh),
			energy(t('auctions.curve.column.filled'), 'filled_wh', (step) => step.filledWh),
		],
		rows: [...rowsOf(book, false), ...(supposed ? rowsOf(supposed, true) : [])],
	});
}

/** A mark of the price's own number line. */
export interface IntervalMark {
	readonly key: string;
	readonly order: string | null;
	/** Micro-money per kWh. */
	readonly price: number;
}

/** The marks that hold the price interval, its ends, and the price. */
export function intervalFigure(
	name: string,
	marks: readonly IntervalMark[],
	t: Translate,
	f: Formatter,
): FigureData<IntervalMark> {
	return figure<IntervalMark>({
		name: `${name}-interval`,
		columns: [
			{
				label: t('auctions.interval.mark'),
				field: 'mark',
				cell: ({ key }) => key,
				text: ({ key }) => t(`auctions.interval.name.${key}`),
			},
			{ label: t('auctions.curve.column.order'), field: 'order', cell: ({ order }) => order },
			{
				label: `${t('auctions.curve.column.price')}, ${f.priceUnit}`,
				field: 'price_micro_per_kwh',
				numeric: true,
				cell: ({ price }) => price,
				text: ({ price }) => f.priceBare(price),
			},
		],
		rows: marks,
	});
}
