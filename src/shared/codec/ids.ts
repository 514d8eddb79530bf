import { CodedError } from '../errors/coded-error.ts';
import { toHex } from './bytes.ts';
import type { Reader } from './reader.ts';
import type { TimeMs } from './units.ts';

/** Longest name that a person or operator chooses: participant, meter, product, zone, validator. */
export const NAME_MAX_CHARACTERS = 64;
/** Longest id that a contract derives from such names. */
export const DERIVED_ID_MAX_CHARACTERS = 160;

const NAME_FORM = /^[A-Za-z0-9][A-Za-z0-9._:+-]*$/;

/** A name that may stand in ids and state paths: ASCII letters, digits and . _ : + -, starting with a letter or digit. */
export function identifier(max: number = NAME_MAX_CHARACTERS): Reader<string> {
	return (value, path) => {
		if (typeof value === 'string' && value.length <= max && NAME_FORM.test(value)) return value;
		throw new CodedError('CODEC_INVALID', { path, expected: `name of 1 to ${max} letters, digits and . _ : + -` });
	};
}

/** Order `n` of a product, counted from 0 in the order in which the chain took them. */
export function orderId(product: string, n: number): string {
	return `O-${product}-${n}`;
}

export function tradeId(product: string, n: number): string {
	return `T-${product}-${n}`;
}

/** Deed `n` of a product; where each trade has a deed of its own, with the trade's number. */
export function deedId(product: string, n: number): string {
	return `D-${product}-${n}`;
}

/** First version; a correction adds `-v<version>`. */
export function readingId(meter: string, start: TimeMs, version: number): string {
	const base = `R-${meter}-${start}`;
	return version === 1 ? base : `${base}-v${version}`;
}

/** A participant's own part of a product's settlement: the node where its energy balances. */
export function settlementId(product: string, participant: string): string {
	return `S-${product}-${participant}`;
}

/** Signed batch of readings, by the Merkle root of what it holds. */
export function readingsBatchId(root: Uint8Array): string {
	return `RB-${toHex(root).slice(0, 32)}`;
}

/** Granular certificate of what a meter's device generated in a period. */
export function energyCertificateId(meter: string, start: TimeMs): string {
	return `GC-${meter}-${start}`;
}

/** Document `n` of a depositor, counted from 0. */
export function documentId(depositor: string, n: number): string {
	return `E-${depositor}-${n}`;
}

/** Grant `n` of a grantor, counted from 0. */
export function grantId(grantor: string, n: number): string {
	return `A-${grantor}-${n}`;
}

/** A participant's signature on a deed or document. */
export function signatureId(signed: string, participant: string): string {
	return `G-${signed}-${participant}`;
}

/** Packet `sequence` from one chain to another; both know it by this id. The packet of a lot or an offer names that too. */
export function packetId(from: string, to: string, sequence: number): string {
	return `X-${from}-${to}-${sequence}`;
}

/** The name that a chain's id begins with, for people; the digits after it follow from the genesis. */
export function networkName(chainId: string): string {
	return chainId.replace(/-[0-9a-f]{16}$/, '');
}

/** Granular certificate of another chain, as this one knows it. */
export function foreignCertificateId(origin: string, certificate: string): string {
	return `${origin}:${certificate}`;
}

/** A participant's batch of orders of a product, by the name that its owner gave it. */
export function batchId(product: string, participant: string, name: string): string {
	return `B-${product}/${participant}/${name}`;
}

/** The parts of a batch's id; null for any other text. */
export function parseBatchId(id: string): { product: string; participant: string; name: string } | null {
	const match = /^B-([^/]+)\/([^/]+)\/([^/]+)$/.exec(id);
	return match ? { product: match[1] as string, participant: match[2] as string, name: match[3] as string } : null;
}

/** Commitment `n` of a product to sealed orders, counted from 0 in the order in which the chain took them. */
export function commitmentId(product: string, n: number): string {
	return `C-${product}-${n}`;
}

/** Splits `<letter>-<product>-<n>` of an order, trade, deed or commitment; null for any other text. */
export function parseNumberedId(letter: 'O' | 'T' | 'D' | 'C', id: string): { product: string; n: number } | null {
	const match = new RegExp(`^${letter}-(.+)-(0|[1-9][0-9]{0,8})$`).exec(id);
	return match ? { product: match[1] as string, n: Number(match[2]) } : null;
}
