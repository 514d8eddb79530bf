import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { DocumentStore } from '../../../src/main/node/documents/block-store.ts';
import { type ContentBlock, contentBlock } from '../../../src/shared/documents/cid.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';

const block = (fill: number, bytes = 100): ContentBlock =>
	contentBlock('raw', new Uint8Array(bytes).fill(fill), hasher.sha256);

let directory: string;
let store: DocumentStore;

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-documents-'));
	store = await DocumentStore.open(directory, { quotaBytes: 250 });
});

afterEach(async () => {
	await store.close();
	await rm(directory, { recursive: true, force: true });
});

describe('the store of document blocks', () => {
	it('gives back what was put, after a restart as well, and counts a block once', async () => {
		const { cid, bytes } = block(1);
		await store.put([block(1), block(1)]);
		await store.put([block(1)]);
		expect(store.usedBytes).toBe(100);
		await store.close();
		store = await DocumentStore.open(directory, { quotaBytes: 250 });
		expect(store.usedBytes).toBe(100);
		expect(await store.get(cid)).toEqual(bytes);
		expect(await store.holds([cid, block(2).cid])).toEqual([true, false]);
	});

	it('takes all blocks of a write or none, and none beyond its quota', async () => {
		await store.put([block(1), block(2)]);
		await expect(store.put([block(3, 40), block(4, 40)])).rejects.toThrow(code('DOCUMENT_QUOTA'));
		expect([store.usedBytes, await store.holds([block(3, 40).cid])]).toEqual([200, [false]]);
		await store.drop([block(1).cid, block(1).cid, block(9).cid]);
		expect(store.usedBytes).toBe(100);
		await store.put([block(3, 40), block(4, 40)]);
		expect(store.usedBytes).toBe(180);
	});

	it('takes and gives more blocks than one write holds, in the order asked for', async () => {
		const blocks = Array.from({ length: 40 }, (_, fill) => block(fill, 5));
		await store.put(blocks);
		expect(store.usedBytes).toBe(200);
		const backwards = [...blocks].reverse();
		expect(await store.getAll(backwards.map(({ cid }) => cid))).toEqual(backwards.map(({ bytes }) => bytes));
		await expect(store.getAll([...backwards, block(50)].map(({ cid }) => cid))).rejects.toThrow(
			code('DOCUMENT_BLOCK_MISSING'),
		);
	});

	it('hands out no block whose bytes changed on disk', async () => {
		const { cid } = block(1);
		await store.put([block(1)]);
		await store.close();
		const database = new ClassicLevel<string, Uint8Array>(directory, { keyEncoding: 'utf8', valueEncoding: 'view' });
		const blocks = database.sublevel<string, Uint8Array>('block', { valueEncoding: 'view' });
		await blocks.put(Buffer.from(cid).toString('hex'), new Uint8Array(100).fill(7));
		await database.close();
		store = await DocumentStore.open(directory, { quotaBytes: 250 });
		await expect(store.get(cid)).rejects.toThrow(code('DOCUMENT_BLOCK_DAMAGED'));
		await expect(store.get(block(2).cid)).rejects.toThrow(code('DOCUMENT_BLOCK_MISSING'));
	});

	it('lists documents newest first, page by page', async () => {
		await store.addDocuments(['a', 'b', 'c'].map((id, n) => ({ place: `000${n}/0`, id })));
		const first = await store.documents(2);
		expect(first.map(({ id }) => id)).toEqual(['c', 'b']);
		expect((await store.documents(2, first.at(-1)?.place)).map(({ id }) => id)).toEqual(['a']);
	});
});

function code(expected: string): unknown {
	return expect.toSatisfy((error) => error instanceof CodedError && error.code === expected);
}
