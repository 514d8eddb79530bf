import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { calls, forms, readArguments } from '../../../src/shared/codec/calls.ts';
import {
	createDeedDocument,
	decodeDeed,
	deedDigest,
	deedSigningBytes,
	encodeDeed,
} from '../../../src/shared/codec/deed.ts';
import {
	chainIdOf,
	createGenesis,
	DEFAULT_CONSENSUS,
	DEFAULT_MARKET,
	decodeGenesis,
	encodeGenesis,
	genesisFromJson,
	genesisToJson,
} from '../../../src/shared/codec/genesis.ts';
import type { GenesisDocument, GenesisParts } from '../../../src/shared/codec/genesis-document.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const key = (n: number): Uint8Array => new Uint8Array(32).fill(n);

const parts = (): GenesisParts => ({
	name: 'test',
	time: 1_501_000_000_000,
	validators: [{ id: 'v0', name: 'North', operator: 'Grid', publicKey: key(1), peerId: 'p', addresses: [] }],
	consensus: DEFAULT_CONSENSUS,
	market: { ...DEFAULT_MARKET, marketOperator: 'market', gridOperator: 'grid' },
	participants: [
		{
			id: 'market',
			role: 'market-operator',
			name: 'Market',
			zone: 'F',
			publicKey: key(2),
			encryptionKey: key(12),
			eic: null,
			balance: 0,
			meters: [],
			delegates: [],
		},
		{
			id: 'grid',
			role: 'grid-operator',
			name: 'Grid',
			zone: 'F',
			publicKey: key(3),
			encryptionKey: key(13),
			eic: null,
			balance: 0,
			meters: [],
			delegates: [],
		},
		{
			id: 'metering',
			role: 'meter-operator',
			name: 'Metering',
			zone: 'F',
			publicKey: key(4),
			encryptionKey: key(14),
			eic: null,
			balance: 0,
			meters: [],
			delegates: [],
		},
		{
			id: 'home-01',
			role: 'prosumer',
			name: 'Home 1',
			zone: 'F',
			publicKey: key(5),
			encryptionKey: key(15),
			eic: null,
			balance: 5,
			meters: [{ id: 'm-01', operator: 'metering', publicKey: null, device: null }],
			delegates: [],
		},
	],
});
type Mutable<T> = T extends Uint8Array
	? T
	: T extends readonly (infer E)[]
		? Mutable<E>[]
		: T extends object
			? { -readonly [K in keyof T]: Mutable<T[K]> }
			: T;
type Draft = Mutable<Omit<GenesisDocument, 'format' | 'contracts'>>;

/** Code with which the document is refused after a change, or null. */
const failing = (change: (document: Draft, home: Draft['participants'][number]) => void): string | null => {
	const document = structuredClone(parts()) as Draft;
	change(document, document.participants[3] as Draft['participants'][number]);
	try {
		createGenesis(document);
		return null;
	} catch (error) {
		return codeOf(error);
	}
};

describe('calls', () => {
	it('are read by the contract as the client wrote them', () => {
		const args = { owner: null, orders: [{ product: 'F-1', side: 'bid' as const, price: -5, quantityWh: 7 }] };
		const call = calls.auction.placeOrders(args);
		expect([call.contract, call.method]).toEqual(['auction', 'place-orders']);
		expect(readArguments(forms.auction.placeOrders, call.arguments)).toEqual(args);
	});

	it('refuse a bad form at the writer, with its path', () => {
		expect(() => calls.ledger.transfer({ to: 'a/b', amount: 1 })).toThrow('arguments.to');
		expect(() => calls.ledger.transfer({ to: 'a', amount: 1.5 })).toThrow('arguments.amount');
		expect(() => calls.ledger.transfer({ to: 'a', amount: 1, extra: 1 } as never)).toThrow('arguments.extra');
	});
});

describe('genesis', () => {
	it('comes back equal from dag-cbor and from JSON', () => {
		const document = createGenesis(parts());
		expect(decodeGenesis(encodeGenesis(document))).toEqual(document);
		expect(genesisFromJson(genesisToJson(document))).toEqual(document);
	});

	it('binds the chain id to every byte of the document', () => {
		const one = createGenesis(parts());
		const other = createGenesis({ ...parts(), time: one.time + 1 });
		expect(chainIdOf(one, sha256)).toMatch(/^test-[0-9a-f]{16}$/);
		expect(chainIdOf(one, sha256)).not.toBe(chainIdOf(other, sha256));
	});

	it('refuses doubled names, unknown operators and wrong roles', () => {
		expect(failing(() => {})).toBeNull();
		const changes: [string, Parameters<typeof failing>[0]][] = [
			['GENESIS_INVALID', (document, home) => document.participants.push(home)],
			[
				'GENESIS_INVALID',
				(_, home) => home.meters.push({ id: 'm-02', operator: 'nobody', publicKey: null, device: null }),
			],
			[
				'GENESIS_INVALID',
				(_, home) => home.meters.push({ id: 'm-01', operator: 'metering', publicKey: null, device: null }),
			],
			[
				'GENESIS_INVALID',
				(_, home) => home.delegates.push({ to: 'nobody', scope: 'orders', validFrom: 0, validUntil: 1, limits: null }),
			],
			['GENESIS_INVALID', (document) => Object.assign(document.market, { gridOperator: 'market' })],
			['GENESIS_INVALID', (document) => document.validators.splice(0)],
			['GENESIS_INVALID', (document) => Object.assign(document.market, { taskStepLimit: 1_000 })],
			['GENESIS_INVALID', (_, home) => Object.assign(home, { balance: Number.MAX_SAFE_INTEGER })],
			['CODEC_INVALID', (document) => Object.assign(document.consensus, { roundTimeoutMaxMs: 1 })],
			['CODEC_INVALID', (_, home) => Object.assign(home, { surprise: 1 })],
			['CODEC_INVALID', (_, home) => Object.assign(home, { id: 'a/b' })],
			['CODEC_INVALID', (_, home) => Object.assign(home, { constructor: 1 })],
		];
		for (const [code, change] of changes) expect(failing(change), String(change)).toBe(code);
		expect(() => genesisFromJson('{')).toThrow();
	});
});

describe('deed', () => {
	const document = createDeedDocument({
		chainId: 'test-0011223344556677',
		deed: 'D-F-1-0',
		version: 1,
		former: null,
		annex: null,
		product: 'F-1',
		generator: 'home-01',
		user: 'home-02',
		gridOperator: 'grid',
		trades: [
			{
				trade: 'T-F-1-0',
				zone: 'F',
				generatorZone: 'F',
				deliveryStart: 1_501_000_000_000,
				deliveryEnd: 1_501_003_600_000,
				quantityWh: 1_500,
				price: 120_000,
				amount: 180_000,
				wheelingFee: 10_000,
				fee: 15_000,
				border: 0,
				congestion: 0,
			},
		],
		signers: [
			{ participant: 'home-01', as: 'generator' },
			{ participant: 'home-02', as: 'user' },
			{ participant: 'grid', as: 'grid-operator' },
		],
		threshold: 3,
		order: 'free',
		signingDeadline: 1_501_003_600_000,
		settlementTime: 1_501_007_200_000,
		tariff: 220_000,
		feedIn: 50_000,
	});

	it('has a digest that any SHA-256 program recomputes', () => {
		const encoded = encodeDeed(document);
		expect(decodeDeed(encoded)).toEqual(document);
		expect(toHex(deedDigest(encoded, sha256))).toBe(createHash('sha256').update(encoded).digest('hex'));
		expect(toHex(deedDigest(encoded, sha256))).toMatchInlineSnapshot(
			`"3ea1b6c71d76ef114d2b697273932689019538acbcb08bb24f205752018f015f"`,
		);
	});

	it('is signed under its own domain and chain', () => {
		const digest = new Uint8Array(32).fill(0xab);
		expect(toHex(deedSigningBytes('c', digest))).toBe(
			`83726772696471756f72756d2f646565642f76316163${'5820'}${'ab'.repeat(32)}`,
		);
	});
});
