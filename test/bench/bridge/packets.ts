import { calls } from '../../../src/shared/codec/calls.ts';
import type { CertifiedChain } from '../../fixtures/bridge/certified-chain.ts';
import { connectedChains, DAY_MS } from '../../fixtures/bridge/connected-chains.ts';
import { acknowledgeArguments, receiveArguments } from '../../fixtures/bridge/relayed-calls.ts';
import { round } from '../statistics.ts';
import { TimedEngine } from './timed-engine.ts';

/** Packets of one call, with how many calls are timed. */
const BATCHES = [
	{ batch: 1, times: 200 },
	{ batch: 10, times: 60 },
	{ batch: 100, times: 20 },
] as const;
const TRANSFERS = { batch: 100, times: 20 } as const;
const SENDERS = ['home-01', 'home-02', 'home-03', 'home-04', 'home-05'] as const;

export interface PacketFigures {
	/** Packets of one call. */
	readonly batch: number;
	readonly packets: number;
	/** Processor time of a packet: on the sending chain to send it, on the receiving to receive it, and to close it. */
	readonly sendMs: number;
	readonly receiveMs: number;
	readonly acknowledgeMs: number;
	/** That one core can receive; each batch brings its own header update. */
	readonly receivedPerSecond: number;
	/** That one core can take all the way, both chains together. */
	readonly wholePerSecond: number;
}

/** Packets with money on one channel between two chains of 4 validators, executed by the engine, and plain transfers beside. */
export function benchPackets() {
	// Warms the compiler up: the first figure would tell of it alone.
	benchBatch(1, 100);
	const figures = BATCHES.map(({ batch, times }) => benchBatch(batch, times));
	const transfersPerSecond = benchTransfers();
	return {
		figures,
		baseline: { transfersPerSecond },
		receivedOverTransfers: figures.map(({ batch, receivedPerSecond }) => ({
			batch,
			share: round(receivedPerSecond / transfersPerSecond, 3),
		})),
	};
}

function benchBatch(batch: number, times: number): PacketFigures {
	const { a, b } = connectedChains({ balance: 1_000_000_000 }, {});
	const [onA, onB] = [new TimedEngine(a), new TimedEngine(b)];
	onA.catchUp();
	onB.catchUp();
	let [sendMs, receiveMs, acknowledgeMs] = [0, 0, 0];
	for (let n = 0; n < times; n++) {
		sendPackets(a, b, batch);
		sendMs += onA.catchUp();
		a.block();
		onA.catchUp();
		const receive = receiveArguments(a.newest(), b);
		if (receive?.packets.length !== batch) throw new Error(`${receive?.packets.length} packets of ${batch}`);
		b.send('metering', calls.bridge.receive(receive));
		b.block();
		receiveMs += onB.catchUp();
		b.block();
		onB.catchUp();
		const acknowledge = acknowledgeArguments(b.newest(), a);
		if (acknowledge?.answers.length !== batch) throw new Error(`${acknowledge?.answers.length} answers of ${batch}`);
		a.send('metering', calls.bridge.acknowledge(acknowledge));
		a.block();
		acknowledgeMs += onA.catchUp();
	}
	const packets = batch * times;
	return {
		batch,
		packets,
		sendMs: round(sendMs / packets, 3),
		receiveMs: round(receiveMs / packets, 3),
		acknowledgeMs: round(acknowledgeMs / packets, 3),
		receivedPerSecond: Math.round((packets / receiveMs) * 1_000),
		wholePerSecond: Math.round((packets / (sendMs + receiveMs + acknowledgeMs)) * 1_000),
	};
}

function sendPackets(a: CertifiedChain, b: CertifiedChain, count: number): void {
	const timeoutAt = a.time + DAY_MS;
	for (let n = 0; n < count; n++) {
		const call = calls.bridge.sendMoney({ chain: b.chainId, to: 'home-02', amount: 1_000 + n, timeoutAt });
		a.send(SENDERS[n % SENDERS.length] as string, call);
	}
	a.block();
}

function benchTransfers(): number {
	const { a } = connectedChains();
	const timed = new TimedEngine(a);
	timed.catchUp();
	let cpuMs = 0;
	for (let n = 0; n < TRANSFERS.times; n++) {
		for (let k = 0; k < TRANSFERS.batch; k++)
			a.send(SENDERS[k % SENDERS.length] as string, calls.ledger.transfer({ to: 'grid', amount: 1_000 + k }));
		a.block();
		cpuMs += timed.catchUp();
	}
	return Math.round(((TRANSFERS.batch * TRANSFERS.times) / cpuMs) * 1_000);
}
