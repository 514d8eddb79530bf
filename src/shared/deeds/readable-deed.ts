import { type DeedDocument, decodeDeed } from '../codec/deed.ts';
import { CodedError, codeOf } from '../errors/coded-error.ts';
import { deedFaults } from './deed-sums.ts';

/**
 * What cannot be read is not signed: the bytes are one canonical deed, under this id, of this chain, and its arithmetic
 * is right.
 * @throws CodedError DEED_UNREADABLE
 */
export function readableDeed(id: string, encoded: Uint8Array, chainId: string): DeedDocument {
	const refuse = (reason: string): never => {
		throw new CodedError('DEED_UNREADABLE', { deed: id, reason });
	};
	const document = decodedOr(encoded, refuse);
	if (document.chainId !== chainId) refuse('chainId');
	if (document.deed !== id) refuse('deed');
	const faults = deedFaults(document);
	if (faults.length > 0) refuse(faults.join(', '));
	return document;
}

function decodedOr(encoded: Uint8Array, refuse: (reason: string) => never): DeedDocument {
	try {
		return decodeDeed(encoded);
	} catch (error) {
		const code = codeOf(error);
		if (code === null) throw error;
		return refuse(code);
	}
}
