import { setTimeout as sleep } from 'node:timers/promises';
import { chainRootOf } from '../../../src/main/node/bridge/chain-root.ts';
import { nodeEnd } from '../../../src/main/node/bridge/node-end.ts';
import { Relayer } from '../../../src/main/node/bridge/relayer.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { TERMS } from '../../fixtures/bridge/connected-chains.ts';
import { govern } from '../../fixtures/govern.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { summary } from '../statistics.ts';
import { PacketClock, type PacketTimes } from './packet-clock.ts';

const VALIDATORS = 4;
const PACKETS = 30;
/** Beside the packets in the busy phase: a transfer on each chain so often. */
const BUSY_EVERY_MS = 100;
const HOUR_MS = 3_600_000;

interface Phase {
	/** From the final block with the packet to that with its receipt. */
	readonly finalityToReceiptMs: ReturnType<typeof summary>;
	/** Blocks of the sending chain above the packet's own when it was received, and of the receiving chain meanwhile. */
	readonly sendersBlocks: ReturnType<typeof summary>;
	readonly receiversBlocks: ReturnType<typeof summary>;
	/** From the same block to that which closes the packet on the sending chain. */
	readonly finalityToClosedMs: ReturnType<typeof summary>;
	/** Baseline: from a plain transfer's submission to its final block on the sending chain. */
	readonly transferMs: ReturnType<typeof summary>;
}

/**
 * Two networks of four validators, each with keys and disk of its own, over libp2p on loopback, all in this process with
 * one relayer: one packet at a time, on chains that make a block when there is work, and on chains that are busy.
 */
export async function benchBridgeNetwork(): Promise<object> {
	const networks: LocalNetwork[] = [];
	const nodes: GridquorumNode[][] = [];
	let relayer: Relayer | null = null;
	try {
		for (let n = 0; n < 2; n++) {
			const network = await createLocalNetwork(VALIDATORS);
			networks.push(network);
			nodes.push(await Promise.all(network.directories.map(async (at) => createNode(await readNodeOptions(at)))));
		}
		await Promise.all(nodes.flat().map((node) => node.start()));
		const [a, b] = nodes as [GridquorumNode[], GridquorumNode[]];
		await Promise.all([connect(a, b), connect(b, a)]);
		const ends = [a, b].map(([first]) => nodeEnd({ participant: 'alice' }, first as GridquorumNode));
		relayer = new Relayer({}, { ends: ends as [(typeof ends)[0], (typeof ends)[0]], log: silentLog() });
		relayer.start();
		const clock = new PacketClock({ from: a[0] as GridquorumNode, to: b[0] as GridquorumNode });
		await clock.measure(() => send(a, b));
		const quiet = await phase(clock, a, b);
		const stopTraffic = new AbortController();
		const traffic = [a, b].map((chain) => keepBusy(chain, stopTraffic.signal));
		const busy = await phase(clock, a, b);
		stopTraffic.abort();
		await Promise.all(traffic);
		return { validators: VALIDATORS, packets: PACKETS, quiet, busy, busyEveryMs: BUSY_EVERY_MS };
	} finally {
		await relayer?.stop();
		await stopEach(nodes.flat());
		await Promise.all(networks.map((network) => network.remove()));
	}
}

async function phase(clock: PacketClock, a: readonly GridquorumNode[], b: readonly GridquorumNode[]): Promise<Phase> {
	const transferMs: number[] = [];
	const packets: PacketTimes[] = [];
	for (let n = 0; n < PACKETS; n++) {
		packets.push(await clock.measure(() => send(a, b)));
		const startedAt = performance.now();
		await a[1]?.call('bob', calls.ledger.transfer({ to: 'carol', amount: 1 }));
		transferMs.push(performance.now() - startedAt);
	}
	return {
		finalityToReceiptMs: summary(packets.map(({ receiptMs }) => receiptMs)),
		sendersBlocks: summary(packets.map(({ sendersBlocks }) => sendersBlocks)),
		receiversBlocks: summary(packets.map(({ receiversBlocks }) => receiversBlocks)),
		finalityToClosedMs: summary(packets.map(({ closedMs }) => closedMs)),
		transferMs: summary(transferMs),
	};
}

async function connect(own: readonly GridquorumNode[], other: readonly GridquorumNode[]): Promise<void> {
	const root = chainRootOf(other[0] as GridquorumNode);
	await govern(own[0] as GridquorumNode, own.slice(0, 3), [{ kind: 'connect-chain', root, terms: TERMS }]);
}

async function send([, sender]: readonly GridquorumNode[], [receiver]: readonly GridquorumNode[]): Promise<void> {
	if (!sender || !receiver) throw new Error('a network without nodes');
	const timeoutAt = Math.ceil(sender.clock.now()) + HOUR_MS;
	const call = calls.bridge.sendMoney({ chain: receiver.chainId, to: 'bob', amount: 1_000, timeoutAt });
	const { receipt } = await sender.call('bob', call);
	if (receipt.code !== null) throw new Error(`refused: ${receipt.code}`);
}

async function keepBusy(nodes: readonly GridquorumNode[], signal: AbortSignal): Promise<void> {
	const pending: Promise<unknown>[] = [];
	while (!signal.aborted) {
		const call = calls.ledger.transfer({ to: 'alice', amount: 1 });
		pending.push((nodes[2] as GridquorumNode).call('carol', call));
		await sleep(BUSY_EVERY_MS, undefined, { signal }).catch(() => undefined);
	}
	await Promise.all(pending);
}
