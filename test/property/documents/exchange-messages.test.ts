import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	type DocumentRequest,
	decodeDocumentRequest,
	decodeDocumentResponse,
	EXCHANGE_LIMITS,
	encodeDocumentRequest,
	encodeDocumentResponse,
} from '../../../src/main/node/documents/messages.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';

const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const claim = fc.record({
	participant: fc.constantFrom('alice', 'home-01'),
	expiresAt: fc.nat(),
	signature: bytesOf(64),
});
const document = fc.constantFrom('E-alice-0', 'E-home-01-999');
const request: fc.Arbitrary<DocumentRequest> = fc.oneof(
	fc.record({ kind: fc.constant('block' as const), document, cid: bytesOf(36), claim }),
	fc.record({
		kind: fc.constant('presence' as const),
		document,
		cids: fc.array(bytesOf(36), { maxLength: 257, size: 'max' }),
		claim,
	}),
);

describe('messages about documents', () => {
	it('read back as they were written, within their bounds', () => {
		fc.assert(
			fc.property(request, (sent) => {
				const encoded = encodeDocumentRequest(sent);
				expect(encoded.length).toBeLessThanOrEqual(EXCHANGE_LIMITS.requestBytes);
				expect(decodeDocumentRequest(encoded)).toEqual(sent);
			}),
		);
	});

	it('that were changed or made up are refused with a code, or are another message', () => {
		fc.assert(
			fc.property(request, fc.nat(), (sent, at) => {
				const changed = encodeDocumentRequest(sent).slice();
				const bit = at % (changed.length * 8);
				changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
				expect(outcomeOf(() => decodeDocumentRequest(changed))).not.toEqual(sent);
			}),
		);
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				expect(outcomeOf(() => decodeDocumentRequest(bytes))).toBeInstanceOf(CodedError);
				expect(outcomeOf(() => decodeDocumentResponse(bytes))).toBeInstanceOf(CodedError);
			}),
		);
	});

	it('with the longest block are within the bound of an answer, and none longer are read', () => {
		const bytes = new Uint8Array(262_160);
		const encoded = encodeDocumentResponse({ kind: 'block', bytes });
		expect(encoded.length).toBeLessThanOrEqual(EXCHANGE_LIMITS.responseBytes);
		expect(decodeDocumentResponse(encoded)).toEqual({ kind: 'block', bytes });
		const longer = encodeDocumentResponse({ kind: 'block', bytes: new Uint8Array(262_161) });
		expect(outcomeOf(() => decodeDocumentResponse(longer))).toBeInstanceOf(CodedError);
	});
});

function outcomeOf(run: () => unknown): unknown {
	try {
		return run();
	} catch (error) {
		if (error instanceof CodedError) return error;
		throw error;
	}
}
