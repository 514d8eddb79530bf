import { decodeDeed } from '../codec/deed.ts';
import type { ContractEvent } from '../codec/events.ts';

type DeedDrafted = Extract<ContractEvent, { kind: 'deed-drafted' }>;

/** The trades that a deed is of, as its text names them. */
export function deedTrades({ document }: Pick<DeedDrafted, 'document'>): readonly string[] {
	return decodeDeed(document).trades.map(({ trade }) => trade);
}
