import { afterEach, describe, expect, it } from 'vitest';
import { createSeed } from '../../../src/main/node/crypto/ed25519.ts';
import { Libp2pTransport, peerIdOfSeed } from '../../../src/main/node/network/libp2p-transport.ts';
import { MemoryNetwork } from '../../../src/main/node/network/memory-transport.ts';
import { type Channel, NETWORK_LIMITS, type Transport } from '../../../src/main/node/network/types.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { until } from '../../fixtures/until.ts';

const COUNT = 3;

async function libp2pTransports(): Promise<Transport[]> {
	const seeds = Array.from({ length: COUNT }, () => createSeed());
	const ports = await freePorts(COUNT);
	const peers = await Promise.all(
		seeds.map(async (seed, validator) => ({
			validator,
			peerId: await peerIdOfSeed(seed),
			addresses: [`/ip4/127.0.0.1/tcp/${ports[validator]}`],
		})),
	);
	return seeds.map(
		(seed, self) =>
			new Libp2pTransport(
				{
					chainId: 'conformance-0',
					self,
					seed,
					listen: [`/ip4/127.0.0.1/tcp/${ports[self]}`],
					peers: peers.filter(({ validator }) => validator !== self),
				},
				{ log: silentLog() },
			),
	);
}

async function memoryTransports(): Promise<Transport[]> {
	const network = new MemoryNetwork({ validators: COUNT });
	return Array.from({ length: COUNT }, (_, self) => network.transport(self));
}

interface Received {
	readonly from: number;
	readonly channel: Channel;
	readonly payload: Uint8Array;
}

describe.each([
	['memory', memoryTransports],
	['libp2p', libp2pTransports],
] as const)('transport: %s', (_, create) => {
	let transports: Transport[] = [];
	const received: Received[][] = [];

	async function startAll(): Promise<void> {
		transports = await create();
		received.length = 0;
		for (const [index, transport] of transports.entries()) {
			const mine: Received[] = [];
			received[index] = mine;
			await transport.start({ onFrame: (from, channel, payload) => mine.push({ from, channel, payload }) });
		}
		await until(() => transports.every((transport) => transport.peers().every(({ connected }) => connected)));
	}

	afterEach(async () => {
		await stopEach(transports);
		transports = [];
	});

	it('delivers to the one it is sent to, from whom it came, in order, across frame sizes', async () => {
		await startAll();
		const sizes = [1, 100, 65_536, 7, 1_048_576, 3];
		for (const [n, size] of sizes.entries()) transports[0]?.send(2, 'consensus', new Uint8Array(size).fill(n + 1));
		await until(() => received[2]?.length === sizes.length);
		expect(received[2]?.map(({ payload }) => payload.length)).toEqual(sizes);
		for (const [n, { from, channel, payload }] of (received[2] as Received[]).entries()) {
			expect(from).toBe(0);
			expect(channel).toBe('consensus');
			expect(payload.every((byte) => byte === n + 1)).toBe(true);
		}
		expect(received[1]).toEqual([]);
	});

	it('broadcasts to every other validator, never to itself', async () => {
		await startAll();
		transports[1]?.broadcast('transactions', Uint8Array.of(9));
		await until(() => received[0]?.length === 1 && received[2]?.length === 1);
		expect(received[0]?.[0]).toMatchObject({ from: 1, channel: 'transactions' });
		expect(received[1]).toEqual([]);
	});

	it('refuses to send an empty or an oversize frame', async () => {
		await startAll();
		expect(() => transports[0]?.send(1, 'consensus', new Uint8Array(0))).toThrow(
			expect.objectContaining({ code: 'NETWORK_FRAME_INVALID' }),
		);
		expect(() => transports[0]?.broadcast('consensus', new Uint8Array(NETWORK_LIMITS.frameBytes + 1))).toThrow(
			expect.objectContaining({ code: 'NETWORK_FRAME_INVALID' }),
		);
	});

	it('names every other validator, and says who is away', async () => {
		await startAll();
		expect(transports[0]?.peers().map(({ validator }) => validator)).toEqual([1, 2]);
		await transports[2]?.stop();
		await until(() => transports[0]?.peers()[1]?.connected === false);
		expect(transports[0]?.peers()[0]?.connected).toBe(true);
	});

	it('hears no more of a peer that was penalised', async () => {
		await startAll();
		transports[0]?.penalise(1, 'test');
		transports[1]?.send(0, 'consensus', Uint8Array.of(1));
		transports[2]?.send(0, 'consensus', Uint8Array.of(2));
		await until(() => received[0]?.length === 1);
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(received[0]?.map(({ from }) => from)).toEqual([2]);
		expect(transports[0]?.peers()[0]?.connected).toBe(false);
	});

	it('delivers nothing after it was stopped, and may be stopped twice', async () => {
		await startAll();
		await transports[2]?.stop();
		await transports[2]?.stop();
		transports[0]?.send(2, 'consensus', Uint8Array.of(1));
		transports[0]?.send(1, 'consensus', Uint8Array.of(1));
		await until(() => received[1]?.length === 1);
		expect(received[2]).toEqual([]);
	});
});
