import { compareText } from '../../../../shared/codec/bytes.ts';
import type { DocumentSubject } from '../../../../shared/codec/document.ts';
import type { DepositDocument } from '../../../../shared/codec/document-calls.ts';
import { parseNumberedId } from '../../../../shared/codec/ids.ts';
import { HOUR_MS } from '../../../../shared/codec/units.ts';
import { isCidOf } from '../../../../shared/documents/cid.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { AUCTION, findProduct } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { requireMeter, requireParticipant } from '../identity/participants.ts';

/** Longest wait for signatures. */
const SIGNING_DAYS = 366;

/**
 * Holds a deposit to what it must be: readers ascending and registered, the depositor and every signer among them, for
 * nobody is to sign what it cannot read; a threshold that the signers can reach, in time.
 * @throws CodedError DOCUMENT_TERMS, or PARTICIPANT_ or METER_UNKNOWN
 */
export function requireSoundTerms(context: CallContext, depositor: string, terms: DepositDocument): void {
	const { cid, readers, signers, threshold, deadline, about } = terms;
	if (!isCidOf('dag-cbor', cid)) refuse('the CID is not one of dag-cbor with SHA-256');
	if (readers.some((reader, index) => index > 0 && compareText(readers[index - 1] ?? '', reader) >= 0))
		refuse('the readers are not ascending, each once');
	if (!readers.includes(depositor)) refuse('the depositor is not among the readers');
	if (new Set(signers).size !== signers.length) refuse('a signer is named twice');
	const blind = signers.find((signer) => !readers.includes(signer));
	if (blind !== undefined) refuse(`${blind} is to sign and cannot read it`);
	for (const reader of readers) requireParticipant(context, reader);
	if (signers.length === 0 ? threshold !== 0 : threshold < 1 || threshold > signers.length)
		refuse(`threshold ${threshold} of ${signers.length} signers`);
	if (signers.length > 0 && (deadline <= context.time || deadline > context.time + SIGNING_DAYS * 24 * HOUR_MS))
		refuse(`the deadline is not within ${SIGNING_DAYS} days from now`);
	if (about) requireSubject(context, about);
}

function requireSubject(context: CallContext, { type, id }: DocumentSubject): void {
	switch (type) {
		case 'participant':
			requireParticipant(context, id);
			return;
		case 'meter':
			requireMeter(context, id);
			return;
		case 'auction':
			if (!isProduct(context, id)) refuse(`there is no auction ${id}`);
			return;
		case 'trade':
		case 'deed':
			if (!isTrade(context, type, id)) refuse(`there is no ${type} ${id}`);
	}
}

/** Deeds have the number of their first trade; a pruned product's are taken at their word, for their count is gone. */
function isTrade(context: CallContext, type: 'trade' | 'deed', id: string): boolean {
	const at = parseNumberedId(type === 'trade' ? 'T' : 'D', id);
	if (!at || !isProduct(context, at.product)) return false;
	const product = findProduct(context, at.product);
	return !product || at.n < product.trades;
}

function isProduct(context: CallContext, product: string): boolean {
	return context.space(AUCTION).get(`progress/${product}`) !== undefined;
}

function refuse(reason: string): never {
	throw new CodedError('DOCUMENT_TERMS', { reason });
}
