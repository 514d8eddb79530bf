import { describe, expect, it } from 'vitest';
import { requireConservation } from '../../../src/main/core/contracts/engine/conservation.ts';
import { createEngine } from '../../../src/main/core/contracts/engine/create-engine.ts';
import { genesisState } from '../../../src/main/core/contracts/genesis-state.ts';
import { encodeBlockRecord, encodeEvent, encodeReceipt, HISTORY_PATH } from '../../../src/shared/codec/block-record.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode, encode } from '../../../src/shared/codec/cbor.ts';
import { merkleProof } from '../../../src/shared/codec/merkle.ts';
import { encodeTransaction, transactionSigningBytes } from '../../../src/shared/codec/transaction.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { type HistoryProof, verifyEventProof, verifyReceiptProof } from '../../../src/shared/proofs/history-proof.ts';
import {
	buildBlock,
	EngineMarket,
	hourProduct,
	keyOf,
	modules,
	neighbourhoodGenesis,
	START,
	sha256,
} from '../../fixtures/engine-market.ts';

const FEE = 100;
const transfer = (amount: number) => calls.ledger.transfer({ to: 'home-02', amount });
const codeThrown = (act: () => unknown): string | null => {
	try {
		act();
		return null;
	} catch (error) {
		return codeOf(error);
	}
};

describe('engine', () => {
	it('takes the fee and the nonce of a failed call and changes nothing else', () => {
		const market = new EngineMarket();
		market.send('home-01', transfer(50_000_001));
		const result = market.block(START + 1);
		expect(result.receipts.at(-1)).toMatchObject({
			ok: false,
			code: 'FUNDS_SHORT',
			fee: FEE,
			eventCount: 0,
			sender: 'home-01',
		});
		expect(market.balance('home-01')).toBe(50_000_000 - FEE);
		expect(market.balance('home-02')).toBe(50_000_000);
		const paths = result.writes.map(({ path }) => path).filter((path) => !/^(chain|consensus|incentive)\//.test(path));
		expect(paths).toEqual(['ledger/account/$fees', 'ledger/account/home-01', 'ledger/nonce/home-01']);
	});

	it('undoes what a call did before it failed', () => {
		const market = new EngineMarket();
		market.send(
			'market',
			calls.auction.openProducts({ products: [hourProduct(24), hourProduct(25), hourProduct(24)] }),
		);
		const result = market.block(START + 1);
		expect(result.receipts.at(-1)?.code).toBe('PRODUCT_EXISTS');
		expect(result.events.some(({ kind }) => kind === 'product-opened')).toBe(false);
		expect(result.nextDeadline).toBeNull();
		expect(market.engine.state.get('auction/product/F-24')).toBeUndefined();
	});

	it.each([
		['TX_CHAIN', { chainId: 'other-0000000000000000' }],
		['TX_EXPIRED', { expiryHeight: 0 }],
		['TX_SENDER_UNKNOWN', { sender: 'stranger' }],
		['TX_NONCE', { nonce: 1 }],
		['TX_SIGNATURE', { signer: 'home-02' }],
		['CODEC_MALFORMED', { garbage: true }],
	])('refuses a transaction with %s, at no cost to its sender', (code, change) => {
		const market = new EngineMarket();
		const { signer = 'home-01', garbage = false, ...fields } = change as { signer?: string; garbage?: boolean };
		const body = { chainId: market.chainId, sender: 'home-01', nonce: 0, expiryHeight: 9, ...transfer(1), ...fields };
		const encoded = encodeTransaction({ ...body, signature: keyOf(signer).sign(transactionSigningBytes(body)) });
		market.sendBytes(garbage ? Uint8Array.of(0x18, 0x01) : encoded);
		const result = market.block(START + 1);
		expect(result.receipts.at(-1)).toMatchObject({ ok: false, code, fee: 0, steps: 0 });
		expect(market.balance('home-01')).toBe(50_000_000);
		expect(market.engine.state.get('ledger/nonce/home-01')).toBeUndefined();
	});

	it('runs a transaction up to and at its expiry height', () => {
		const market = new EngineMarket();
		for (const height of [1, 2]) {
			const body = { chainId: market.chainId, sender: 'home-01', nonce: 0, expiryHeight: 1, ...transfer(1) };
			market.sendBytes(encodeTransaction({ ...body, signature: keyOf('home-01').sign(transactionSigningBytes(body)) }));
			expect(market.block(START + height).receipts.at(-1)?.code).toBe(height === 1 ? null : 'TX_EXPIRED');
		}
	});

	it('refuses a transaction whose fee cannot be paid', () => {
		const market = new EngineMarket(neighbourhoodGenesis({ balance: FEE - 1 }));
		market.send('home-01', transfer(1));
		expect(market.block(START + 1).receipts.at(-1)).toMatchObject({ ok: false, code: 'TX_FEE_UNPAID', fee: 0 });
	});

	it('runs a transaction once, however often it is sent', () => {
		const market = new EngineMarket();
		const encoded = market.transaction('home-01', transfer(5));
		for (let n = 0; n < 3; n++) market.sendBytes(encoded);
		const codes = market
			.block(START + 1)
			.receipts.filter(({ sender }) => sender)
			.map(({ code }) => code);
		expect(codes).toEqual([null, 'TX_NONCE', 'TX_NONCE']);
		expect(market.balance('home-02')).toBe(50_000_005);
	});

	it('names unknown contracts and methods', () => {
		const market = new EngineMarket();
		market.send('home-01', { contract: 'auction', method: 'constructor', arguments: encode({}) });
		market.send('home-01', { contract: '__proto__', method: 'x', arguments: encode({}) });
		const codes = market
			.block(START + 1)
			.receipts.filter(({ sender }) => sender)
			.map(({ code }) => code);
		expect(codes).toEqual(['CALL_UNKNOWN', 'CALL_UNKNOWN']);
	});

	it('quotes at most 200 characters of what a sender wrote', () => {
		const market = new EngineMarket();
		const encoded = encode({ to: 'home-02', amount: 1, ['x'.repeat(5_000)]: 1 });
		market.send('home-01', { contract: 'ledger', method: 'transfer', arguments: encoded });
		const receipt = market.block(START + 1).receipts.at(-1);
		expect(receipt?.code).toBe('CODEC_INVALID');
		expect(String(receipt?.details['path']).length).toBe(200);
	});

	it('stops a call at its step limit and a block at its own', () => {
		const call = calls.auction.openProducts({ products: [24, 25, 26].map((hour) => hourProduct(hour)) });
		const short = new EngineMarket(neighbourhoodGenesis({ market: { callStepLimit: 200, callStepsPerByte: 0 } }));
		short.send('market', call);
		expect(short.block(START + 1).receipts.at(-1)).toMatchObject({ code: 'CALL_STEP_LIMIT', fee: FEE });
		const full = new EngineMarket(neighbourhoodGenesis({ market: { blockStepLimit: 1 } }));
		full.send('home-01', transfer(1));
		full.send('home-02', calls.ledger.transfer({ to: 'home-01', amount: 1 }));
		const receipts = full.block(START + 1).receipts.filter(({ sender }) => sender);
		expect(receipts.map(({ code, fee }) => [code, fee])).toEqual([
			[null, FEE],
			['BLOCK_STEP_LIMIT', 0],
		]);
	});

	it('runs due work in deadline order, bounded per block, and says when the next is due', () => {
		const market = new EngineMarket(neighbourhoodGenesis({ market: { tasksPerBlock: 2 } }));
		const products = [26, 24, 25].map((hour) => hourProduct(hour));
		market.send('market', calls.auction.openProducts({ products }));
		expect(market.block(START + 1).nextDeadline).toBe(hourProduct(24).gateClosure);
		const tasks = (time: number) =>
			market
				.block(time)
				.receipts.filter(({ contract }) => contract !== 'incentive')
				.map(({ contract, method }) => `${contract} ${method}`);
		const late = hourProduct(25).signingDeadline;
		expect(tasks(late)).toEqual(['auction close', 'auction close']);
		expect(market.engine.nextDeadline).toBe(hourProduct(24).signingDeadline);
		expect(tasks(late + 1)).toEqual(['depository expire', 'auction close']);
		expect(tasks(late + 2)).toEqual(['settlement settle', 'depository expire']);
		expect(tasks(late + 3)).toEqual([]);
		expect(market.engine.nextDeadline).toBe(hourProduct(25).settlementTime);
	});

	it('refuses a block out of height order or without rising time, and stays as it was', () => {
		const { engine } = new EngineMarket();
		const root = toHex(engine.stateRoot);
		const next = buildBlock(engine, START + 1, []);
		expect(codeThrown(() => engine.execute({ ...next, header: { ...next.header, height: 2 } }))).toBe('ENGINE_HEIGHT');
		expect(codeThrown(() => engine.execute(buildBlock(engine, START, [])))).toBe('ENGINE_HEIGHT');
		expect(toHex(engine.stateRoot)).toBe(root);
		expect(engine.execute(next).height).toBe(1);
	});

	it('recovers from its leaves only on its own chain', () => {
		const market = new EngineMarket();
		const other = neighbourhoodGenesis({ homes: 4 });
		expect(codeThrown(() => createEngine({ genesis: other }, modules, market.engine.leaves()))).toBe('ENGINE_STATE');
		expect(codeThrown(() => createEngine({ genesis: other }, modules, []))).toBe('ENGINE_STATE');
	});

	it('gives results that cross a worker border unchanged', () => {
		const market = new EngineMarket();
		market.send('home-01', transfer(1));
		const result = market.block(START + 1);
		expect(structuredClone(result)).toEqual(result);
	});

	it('tells of the genesis in events of its own', () => {
		const { events } = genesisState(neighbourhoodGenesis(), modules.hasher);
		expect(events.filter(({ kind }) => kind === 'participant-registered')).toHaveLength(8);
		expect(events.filter(({ kind }) => kind === 'meter-registered')).toHaveLength(5);
	});
});

describe('history', () => {
	const market = new EngineMarket();
	market.send('home-01', transfer(7));
	for (let n = 1; n <= 6; n++) {
		market.send('home-02', calls.ledger.transfer({ to: 'home-01', amount: n }));
		market.block(START + n);
	}
	const records = market.results.map(({ height, receiptsRoot, eventsRoot }) => ({
		height,
		time: START + height,
		receiptsRoot,
		eventsRoot,
	}));

	function prove(height: number, items: readonly Uint8Array[], index: number): HistoryProof {
		return {
			record: records[height - 1] as HistoryProof['record'],
			inBlock: merkleProof(items, index, sha256),
			inHistory: merkleProof(records.map(encodeBlockRecord), height - 1, sha256),
			history: market.engine.state.get(HISTORY_PATH) as Uint8Array,
			inState: market.engine.prove(HISTORY_PATH),
		};
	}

	it('proves every receipt and event of every block against the newest state root', () => {
		for (const { height, receipts, events } of market.results) {
			receipts.forEach((receipt, index) => {
				const proof = prove(height, receipts.map(encodeReceipt), index);
				expect(verifyReceiptProof(proof, receipt, market.engine.stateRoot, sha256)).toBe(true);
				expect(verifyReceiptProof(proof, { ...receipt, fee: receipt.fee + 1 }, market.engine.stateRoot, sha256)).toBe(
					false,
				);
			});
			events.forEach((event, index) => {
				const proof = prove(height, events.map(encodeEvent), index);
				expect(verifyEventProof(proof, event, market.engine.stateRoot, sha256)).toBe(true);
				expect(
					verifyEventProof(
						{ ...proof, record: { ...proof.record, height: 7 } },
						event,
						market.engine.stateRoot,
						sha256,
					),
				).toBe(false);
				expect(verifyEventProof({ ...proof, history: Uint8Array.of(0) }, event, market.engine.stateRoot, sha256)).toBe(
					false,
				);
			});
		}
		expect((decode(market.engine.state.get(HISTORY_PATH) as Uint8Array, 4096) as { count: number }).count).toBe(6);
	});
});

describe('conservation', () => {
	it('refuses writes that create or destroy a micro-unit', () => {
		const before = { get: (path: string) => (path === 'ledger/account/a' ? encode(5) : undefined) };
		const write = (path: string, value: number) => ({ path: `ledger/account/${path}`, value: encode(value) });
		expect(codeThrown(() => requireConservation(before, [write('a', 3), write('b', 2)]))).toBeNull();
		expect(codeThrown(() => requireConservation(before, [write('a', 3), write('b', 3)]))).toBe('ENGINE_CONSERVATION');
		expect(codeThrown(() => requireConservation(before, [{ path: 'ledger/account/a', value: null }]))).toBe(
			'ENGINE_CONSERVATION',
		);
	});
});
