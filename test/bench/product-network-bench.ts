import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasher } from '../../src/main/node/crypto/sha256.ts';
import { Keystore } from '../../src/main/node/keys/keystore.ts';
import { createTestnet, type KeylessParticipant } from '../../src/main/node/testnet.ts';
import { type Call, calls } from '../../src/shared/codec/calls.ts';
import { chainIdOf } from '../../src/shared/codec/genesis.ts';
import type { GenesisParticipant } from '../../src/shared/codec/genesis-document.ts';
import { batchRoot, orderRow } from '../../src/shared/codec/order-row.ts';
import type { ProductTerms } from '../../src/shared/codec/product-terms.ts';
import { encodeTransaction, transactionSigningBytes } from '../../src/shared/codec/transaction.ts';
import { HOUR_MS } from '../../src/shared/codec/units.ts';
import { freePorts } from '../fixtures/free-ports.ts';
import { ProductProcess, type Told } from './product-process.ts';
import { round } from './statistics.ts';
import type { TurnFigures } from './turn-recorder.ts';

const VALIDATORS = 4;
const PASSPHRASE = 'bench';
const BATCH_ROWS = 10_000;
const AGGREGATORS = 10;
const IDLE_MS = 10_000;
/** From the product's opening until its gate closes: room for the batches and the idle phase. */
const GATE_MS = 90_000;
const MOST_WAIT_MS = 600_000;
const POLL_MS = 250;
const EXPIRY_HEIGHT = 50_000;

export interface ProductNetworkResult {
	readonly validators: number;
	readonly orders: number;
	readonly trades: number;
	readonly deeds: number;
	/** Wall seconds on this machine, which carries all validators: of placing the batches, and from clearing to the last deed. */
	readonly seconds: { readonly place: number; readonly clear: number };
	/** Bytes of the largest signed batch. */
	readonly batchBytes: number;
	readonly blocks: number;
	readonly mostEvents: number;
	readonly mostRecordBytes: number;
	/** The host's main thread while batches come in, while nothing happens, and from gate closure to the last deed. */
	readonly place: TurnFigures;
	readonly idle: TurnFigures;
	readonly clear: TurnFigures;
	readonly residentMegabytes: number;
	readonly heapMegabytes: number;
	readonly isSameRoot: boolean;
}

const participant = (id: string, role: GenesisParticipant['role']): KeylessParticipant => ({
	id,
	role,
	name: id,
	zone: 'bench',
	eic: null,
	balance: 100_000_000_000_000,
	meters: [],
	delegates: [],
});

/**
 * A product of many orders on four validators, each a process with keys and disk of its own, over libp2p on loopback;
 * the first of them, the host, also has a console that follows its chain.
 * @param orders a multiple of 10,000, at most 100,000
 */
export async function benchProductNetwork(orders = 100_000): Promise<ProductNetworkResult> {
	const parent = await mkdtemp(join(tmpdir(), 'gridquorum-bench-'));
	const aggregators = Array.from({ length: AGGREGATORS }, (_, index) => `aggregator-${index}`);
	const { genesis, directories } = await createTestnet({
		directory: join(parent, 'network'),
		name: 'bench',
		ports: await freePorts(VALIDATORS),
		time: Date.now(),
		participants: [
			participant('market', 'market-operator'),
			participant('grid', 'grid-operator'),
			...aggregators.map((id) => participant(id, 'prosumer')),
		],
		market: {
			marketOperator: 'market',
			gridOperator: 'grid',
			ordersPerParticipant: BATCH_ROWS,
		},
		passphrase: PASSPHRASE,
		scrypt: { n: 2, r: 1, p: 1 },
	});
	process.env['GRIDQUORUM_PASSPHRASE'] = PASSPHRASE;
	const chainId = chainIdOf(genesis, hasher.sha256);
	const keystore = new Keystore({ directory: join(directories[0] as string, 'keys'), passphrase: PASSPHRASE });
	const sign = async (sender: string, nonce: number, call: Call): Promise<Uint8Array> => {
		const body = { chainId, sender, nonce, expiryHeight: EXPIRY_HEIGHT, ...call };
		const signer = await keystore.signer('participant', sender);
		return encodeTransaction({ ...body, signature: signer.sign(transactionSigningBytes(body)) });
	};
	const validators = directories.map((directory, index) => new ProductProcess(directory, index === 0));
	const host = validators[0] as ProductProcess;
	const submit = async (encoded: Uint8Array): Promise<void> => {
		const { code } = await host.ask({ op: 'submit', encoded });
		if (code !== null) throw new Error(code);
	};
	try {
		await Promise.all(validators.map(({ ready }) => ready));
		const batches = await Promise.all(
			Array.from({ length: orders / BATCH_ROWS }, (_, n) =>
				sign(aggregators[n % AGGREGATORS] as string, Math.floor(n / AGGREGATORS), batchCall(n)),
			),
		);
		const gateClosure = Date.now() + GATE_MS;
		await submit(await sign('market', 0, calls.auction.openProducts({ products: [productTerms(gateClosure)] })));

		await host.ask({ op: 'measure' });
		const placedFrom = performance.now();
		await Promise.all(batches.map(submit));
		const place = round((performance.now() - placedFrom) / 1_000);
		const placing = await host.ask({ op: 'turns' });
		if (Date.now() + IDLE_MS > gateClosure) throw new Error('the gate closes before the batches are in');

		await host.ask({ op: 'measure' });
		await sleep(IDLE_MS);
		const idle = await host.ask({ op: 'turns' });

		await sleep(Math.max(0, gateClosure - 500 - Date.now()));
		await host.ask({ op: 'measure' });
		const told = await untilTold(host, orders);
		const clearing = await host.ask({ op: 'turns' });

		const { mostBytes } = await host.ask({ op: 'records', from: told.clearedHeight, to: told.lastHeight });
		return {
			validators: VALIDATORS,
			orders: told.orders,
			trades: told.trades,
			deeds: told.deeds,
			seconds: { place, clear: round((told.lastAtMs - told.clearedAtMs) / 1_000) },
			batchBytes: Math.max(...batches.map(({ length }) => length)),
			blocks: told.lastHeight - told.clearedHeight + 1,
			mostEvents: told.mostEvents,
			mostRecordBytes: mostBytes,
			place: placing.turns,
			idle: idle.turns,
			clear: clearing.turns,
			residentMegabytes: round(clearing.residentBytes / 1e6, 0),
			heapMegabytes: round(clearing.heapBytes / 1e6, 0),
			isSameRoot: await isSameRoot(validators),
		};
	} finally {
		await Promise.all(validators.map((validator) => validator.stop()));
		await rm(parent, { recursive: true, force: true });
	}
}

/** Until every order's result and every trade's deed is told. */
async function untilTold(host: ProductProcess, orders: number): Promise<Told> {
	const endsAt = performance.now() + MOST_WAIT_MS;
	while (performance.now() < endsAt) {
		const told = await host.ask({ op: 'told' });
		if (told.clearedHeight > 0 && told.orders === orders && told.deeds === told.expectedTrades) return told;
		await sleep(POLL_MS);
	}
	throw new Error(`not cleared within ${MOST_WAIT_MS} ms: ${JSON.stringify(await host.ask({ op: 'told' }))}`);
}

/** Once nothing is left to do the chain rests, and all stand at one height. */
async function isSameRoot(validators: readonly ProductProcess[]): Promise<boolean> {
	for (const endsAt = performance.now() + MOST_WAIT_MS; performance.now() < endsAt; await sleep(POLL_MS)) {
		const told = await Promise.all(validators.map((validator) => validator.ask({ op: 'told' })));
		if (new Set(told.map(({ height }) => height)).size === 1)
			return new Set(told.map(({ stateRoot }) => stateRoot)).size === 1;
	}
	return false;
}

function batchCall(n: number): Call {
	const side = n % 2 === 0 ? 'bid' : 'offer';
	const rows = Array.from({ length: BATCH_ROWS }, (_, at) =>
		orderRow({
			side,
			price: 100_000 + (side === 'bid' ? 1_000 : -1_000) * ((at * 7 + n) % 100),
			quantityWh: 1 + ((at * 13) % 40),
			name: `o${at}`,
		}),
	);
	const batch = { batch: `b${n}`, owner: null, product: 'P', root: batchRoot(rows, hasher.sha256) };
	return calls.auction.placeBatch({ ...batch, allOrNone: true, orders: rows });
}

function productTerms(gateClosure: number): ProductTerms {
	const deliveryStart = Math.ceil(gateClosure / HOUR_MS) * HOUR_MS;
	return {
		product: 'P',
		zones: ['bench'],
		deliveryStart,
		deliveryEnd: deliveryStart + HOUR_MS,
		periodMs: HOUR_MS,
		gateOpening: gateClosure - GATE_MS,
		gateClosure,
		signingDeadline: deliveryStart + HOUR_MS,
		settlementTime: deliveryStart + 2 * HOUR_MS,
		tick: 1,
		lotWh: 1,
		priceMin: 0,
		priceMax: 1_000_000,
		wheelingFee: 0,
		borders: [],
		tariff: 300_000,
		feedIn: 50_000,
		mechanism: 'uniform-price',
		profile: 'default-v1',
		sealed: null,
		imbalance: null,
		signing: null,
	};
}

if (import.meta.main)
	process.stdout.write(
		`${JSON.stringify(await benchProductNetwork(Number(process.argv[2] ?? 100_000)), null, '\t')}\n`,
	);
