import { decode } from '../codec/cbor.ts';
import type { ContractEvent } from '../codec/events.ts';

type DeedDrafted = Extract<ContractEvent, { kind: 'deed-drafted' }>;

/** Longest deed that is looked into, bytes. */
const MAX_BYTES = 1_048_576;

/** The trades that a deed is of, as its document names them. */
export function deedTrades({ trade, document }: Pick<DeedDrafted, 'trade' | 'document'>): readonly string[] {
	const value = decode(document, MAX_BYTES) as { readonly trades?: readonly { readonly trade?: string }[] };
	const named = (value.trades ?? []).flatMap((each) => (typeof each.trade === 'string' ? [each.trade] : []));
	return named.length > 0 ? named : [trade];
}
