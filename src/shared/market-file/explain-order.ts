import type { Outcome } from '../clearing/outcome.ts';
import type { Profile } from '../clearing/profiles.ts';
import { explain } from '../clearing/why/why.ts';
import type { FileOrder, MarketFile } from './market-file.ts';
import { written, writtenValue } from './result.ts';

/** Sentences of one order's periods, beyond which they are counted instead. */
const MAX_SENTENCES = 4;

/** One period of an order. */
interface Part {
	readonly period: number;
	readonly fill: number;
	readonly quantity: number;
	readonly sentence: string;
}

/** Why an order of the file fared as it did; one with several periods says it for each, or counts where they are many. */
export function orderExplainer(
	{ market, orders, orderAt }: MarketFile,
	profile: Profile,
	outcome: Outcome,
): (order: FileOrder) => string {
	const { fills, verdicts } = outcome;
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
	/** The step that tells most: the one cut at the margin, else the last accepted one, else the best one. */
	const decisiveOf = (steps: readonly number[]): number =>
		steps.find((position) => verdicts[position]?.kind === 'marginal') ??
		steps.findLast((position) => (fills[position] as number) > 0) ??
		(steps[0] as number);
	const partOf = ({ kind, steps, positions, periods }: FileOrder, part: number): Part => {
		const own = positions.slice(part * steps, (part + 1) * steps);
		const fill = own.reduce((sum, position) => sum + (fills[position] as number), 0);
		const quantity = own.reduce((sum, position) => sum + quantityAt(position), 0);
		const sentence = sentenceOf(decisiveOf(own));
		const isCurve = kind === 'curve' && steps > 1;
		return {
			period: periods[part] ?? 1,
			fill,
			quantity,
			sentence: isCurve
				? `The curve gets ${written(fill)} of ${written(quantity)}; its decisive step: ${sentence}`
				: sentence,
		};
	};
	return (order) => {
		if (order.kind === 'ignored') return 'Ignored: its quantity is 0, so there is nothing to trade.';
		return told(Array.from({ length: order.positions.length / order.steps }, (_, part) => partOf(order, part)));
	};
}

function told(parts: readonly Part[]): string {
	const bySentence = new Map<string, number[]>();
	for (const { sentence, period } of parts) bySentence.set(sentence, [...(bySentence.get(sentence) ?? []), period]);
	if (bySentence.size === 1) return parts[0]?.sentence as string;
	if (bySentence.size <= MAX_SENTENCES)
		return Array.from(
			bySentence,
			([sentence, periods]) => `${periods.length === 1 ? 'Period' : 'Periods'} ${periods.join(', ')}: ${sentence}`,
		).join(' ');
	const whole = parts.filter(({ fill, quantity }) => fill === quantity).length;
	const none = parts.filter(({ fill }) => fill === 0).length;
	const cut = parts.length - whole - none;
	return `Of its ${parts.length} periods it is accepted in full in ${whole}, in part in ${cut}, not at all in ${none}.`;
}
