import type { Outcome } from '../clearing/outcome.ts';
import type { Profile } from '../clearing/profiles.ts';
import { explain } from '../clearing/why/why.ts';
import type { FileOrder, MarketFile } from './market-file.ts';
import { written, writtenValue } from './result.ts';

/** Sentences of one order's periods, beyond which they are counted instead. */
const MAX_SENTENCES = 4;

/** Why an order of the file fared as it did; one with several periods says it for each, or counts where they are many. */
export function orderExplainer(
	{ market, orders, orderAt }: MarketFile,
	profile: Profile,
	outcome: Outcome,
): (order: FileOrder) => string {
	const sentenceOf = explain(market, profile, outcome, {
		language: 'en',
		formatPrice: written,
		formatQuantity: written,
		formatValue: writtenValue,
		nameOf: (position) => (orders[orderAt[position] as number] as FileOrder).id,
	});
	const quantityAt = (position: number): number =>
		market.orders[position]?.quantity ??
		(market.blocks[position - market.orders.length]?.profile.reduce((sum, each) => sum + each, 0) as number);
	return ({ kind, positions, periods }) => {
		if (kind === 'ignored') return 'Ignored: its quantity is 0, so there is nothing to trade.';
		if (positions.length === 1) return sentenceOf(positions[0] as number);
		const bySentence = new Map<string, number[]>();
		positions.forEach((position, part) => {
			const sentence = sentenceOf(position);
			bySentence.set(sentence, [...(bySentence.get(sentence) ?? []), periods[part] as number]);
		});
		if (bySentence.size === 1) return sentenceOf(positions[0] as number);
		if (bySentence.size <= MAX_SENTENCES)
			return Array.from(bySentence, ([sentence, those]) => `${nameOf(those)}: ${sentence}`).join(' ');
		const fills = positions.map((position) => outcome.fills[position] as number);
		const whole = fills.filter((fill, part) => fill === quantityAt(positions[part] as number)).length;
		const none = fills.filter((fill) => fill === 0).length;
		return `Of its ${positions.length} periods it is accepted in full in ${whole}, in part in ${positions.length - whole - none}, not at all in ${none}.`;
	};
}

function nameOf(periods: readonly number[]): string {
	return `${periods.length === 1 ? 'Period' : 'Periods'} ${periods.join(', ')}`;
}
