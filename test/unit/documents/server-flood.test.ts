import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DocumentStore } from '../../../src/main/node/documents/block-store.ts';
import { DocumentServer } from '../../../src/main/node/documents/document-server.ts';
import { DocumentState } from '../../../src/main/node/documents/document-state.ts';
import {
	type DocumentResponse,
	decodeDocumentResponse,
	EXCHANGE_LIMITS,
	encodeDocumentRequest,
} from '../../../src/main/node/documents/messages.ts';
import { signClaim } from '../../../src/main/node/documents/participant-claim.ts';
import { encodeFrame, FrameReader } from '../../../src/main/node/network/frame.ts';
import type { Stream } from '../../../src/main/node/network/libp2p-types.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import { contentBlock } from '../../../src/shared/documents/cid.ts';
import { type AccessMarket, accessMarket } from '../../fixtures/access-market.ts';
import { keyOf, START, sha256 } from '../../fixtures/engine-market.ts';

/** Deposited by home-01; the server's look at it in the state waits until the test lets it go on. */
const SLOW = 'E-home-01-1';
/** Deposited by home-03. */
const QUICK = 'E-home-03-0';
/** Requests of one peer that may be under way at once. */
const CONCURRENT = 4;
/** Requests of one peer without a pause. */
const BURST = 400;
const [{ cid }] = [contentBlock('raw', new Uint8Array(1), sha256)];

let directory: string;
let store: DocumentStore;
let market: AccessMarket;
let server: DocumentServer;
let letGo: () => void;

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-flood-'));
	store = await DocumentStore.open(directory, { quotaBytes: 1_000 });
	market = accessMarket();
	const { promise, resolve } = Promise.withResolvers<void>();
	letGo = resolve;
	const state = new DocumentState({
		read: async (path) => {
			if (path.endsWith(SLOW)) await promise;
			return market.engine.state.get(path) ?? null;
		},
	});
	server = new DocumentServer(
		{ chainId: market.chainId },
		{ store, state, isAdmitted: async () => true, blockTime: () => START, log: silentLog() },
	);
});

afterEach(async () => {
	server.stop();
	await store.close();
	await rm(directory, { recursive: true, force: true });
});

/** A peer's question on a stream of its own, which never leaves this process. */
function ask(peerId: string, participant: string, document: string): Promise<DocumentResponse> {
	const { promise, resolve, reject } = Promise.withResolvers<DocumentResponse>();
	const reader = new FrameReader(EXCHANGE_LIMITS.responseBytes);
	const stream = Object.assign(new EventTarget(), {
		send: (frame: Uint8Array): boolean => {
			for (const { payload } of reader.push(frame)) resolve(decodeDocumentResponse(payload));
			return true;
		},
		close: async () => undefined,
		abort: reject,
	});
	server.protocol.onStream(stream as unknown as Stream, peerId);
	const scope = { chainId: market.chainId, peerId };
	const claim = signClaim(participant, scope, keyOf(participant), Date.now());
	const data = encodeFrame('request', encodeDocumentRequest({ kind: 'presence', document, cids: [cid], claim }));
	stream.dispatchEvent(Object.assign(new Event('message'), { data }));
	return promise;
}

const codeOf = (response: DocumentResponse): string => (response.kind === 'refused' ? response.code : response.kind);

describe('a node that a peer floods with questions', () => {
	it('says that it is busy to what is beyond the peer’s share, and serves the others meanwhile', async () => {
		const taken = Array.from({ length: CONCURRENT }, () => ask('flood', 'home-01', SLOW));
		const refused = await Promise.all(Array.from({ length: 100 }, () => ask('flood', 'home-01', SLOW)));
		expect(new Set(refused.map(codeOf))).toEqual(new Set(['DOCUMENT_BUSY']));
		expect(codeOf(await ask('other', 'home-03', QUICK))).toBe('presence');
		expect(codeOf(await ask('flood', 'home-01', QUICK))).toBe('DOCUMENT_BUSY');
		letGo();
		expect((await Promise.all(taken)).map(codeOf)).toEqual(new Array(CONCURRENT).fill('presence'));
		expect(codeOf(await ask('flood', 'home-01', QUICK))).toBe('presence');
	});

	it('goes on to say so to a peer that asks one thing after the other, until time has passed', async () => {
		const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
		for (let n = 0; n < BURST; n++) expect(codeOf(await ask('flood', 'home-01', QUICK))).toBe('presence');
		expect(codeOf(await ask('flood', 'home-01', QUICK))).toBe('DOCUMENT_BUSY');
		expect(codeOf(await ask('other', 'home-03', QUICK))).toBe('presence');
		clock.mockReturnValue(2_000);
		expect(codeOf(await ask('flood', 'home-01', QUICK))).toBe('presence');
	});
});
