import { describe, expect, it } from 'vitest';
import { DocumentUploads } from '../../../src/main/api/document-uploads.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';

const refused = expect.toSatisfy((error) => error instanceof CodedError && error.code === 'DOCUMENT_UPLOAD');

describe('an upload', () => {
	it('belongs to the session that began it', () => {
		const uploads = new DocumentUploads();
		const id = uploads.begin('window', 3);
		expect(() => uploads.add('browser-1', id, 0, new Uint8Array(3))).toThrow(refused);
		uploads.add('window', id, 0, Uint8Array.of(1, 2, 3));
		expect(() => uploads.whole('browser-1', id)).toThrow(refused);
		expect(uploads.whole('window', id)).toEqual(Uint8Array.of(1, 2, 3));
		uploads.end(id);
		expect(() => uploads.whole('window', id)).toThrow(refused);
	});

	it('takes its parts whole and in order, none beyond what was announced', () => {
		const uploads = new DocumentUploads();
		const id = uploads.begin('window', 300_000);
		expect(() => uploads.add('window', id, 0, new Uint8Array(10))).toThrow(refused);
		expect(() => uploads.add('window', id, 1, new Uint8Array(37_856))).toThrow(refused);
		expect(uploads.add('window', id, 0, new Uint8Array(262_144))).toBe(262_144);
		expect(() => uploads.add('window', id, 0, new Uint8Array(262_144))).toThrow(refused);
		expect(() => uploads.whole('window', id)).toThrow(refused);
		expect(uploads.add('window', id, 1, new Uint8Array(37_856))).toBe(300_000);
		expect(() => uploads.add('window', id, 2, new Uint8Array(1))).toThrow(refused);
	});

	it('is one of eight at most', () => {
		const uploads = new DocumentUploads();
		for (let n = 0; n < 8; n++) uploads.begin('window', 1);
		expect(() => uploads.begin('browser-1', 1)).toThrow(refused);
	});
});
