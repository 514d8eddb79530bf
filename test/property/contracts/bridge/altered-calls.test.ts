import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AcknowledgePackets, ReceivePackets, TimeOutPackets } from '../../../../src/shared/codec/bridge-calls.ts';
import { type Call, calls } from '../../../../src/shared/codec/calls.ts';
import { HOUR, run, sendMoney } from '../../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connectedChains, relayOnce } from '../../../fixtures/bridge/connected-chains.ts';
import { acknowledgeArguments, receiveArguments, timeOutArguments } from '../../../fixtures/bridge/relayed-calls.ts';

interface Prepared {
	readonly on: CertifiedChain;
	readonly call: Call;
}

/** `a` has sent four packets, of which `b` has received the first two; validators of both have changed once. */
function chains() {
	const { a, b } = connectedChains();
	const timeoutAt = a.time + HOUR;
	for (const amount of [1, 2, 3, 4]) a.send('home-01', sendMoney(a, b, amount, timeoutAt));
	a.changeEpoch();
	b.block(a.time);
	relayOnce(a, b, 2);
	b.changeEpoch();
	a.block(b.time);
	return { a, b, timeoutAt };
}

const prepare: { readonly [method: string]: () => Prepared } = {
	update: () => {
		const { a, b } = chains();
		return { on: a, call: calls.bridge.update({ chain: b.chainId, update: b.newest().update(0) }) };
	},
	freeze: () => {
		const { a, b } = chains();
		const [first, second] = [b.finalHeader(1), b.forkedHeader(1)];
		return { on: a, call: calls.bridge.freeze({ chain: b.chainId, first, second }) };
	},
	receive: () => {
		const { a, b } = chains();
		a.block();
		return { on: b, call: calls.bridge.receive(receiveArguments(a.newest(), b, 1) as ReceivePackets) };
	},
	acknowledge: () => {
		const { a, b } = chains();
		return { on: a, call: calls.bridge.acknowledge(acknowledgeArguments(b.newest(), a, 1) as AcknowledgePackets) };
	},
	'time-out': () => {
		const { a, b, timeoutAt } = chains();
		b.block(timeoutAt);
		b.block();
		return { on: a, call: calls.bridge.timeOut(timeOutArguments(b.newest(), a) as TimeOutPackets) };
	},
};

describe.each(Object.keys(prepare))('a relayed call %s', (method) => {
	it('is refused with any bit of it altered, and taken as it is', () => {
		const { on, call } = (prepare[method] as () => Prepared)();
		const bridgeLeaves = () => [...on.engine.leaves()].filter(({ path }) => path.startsWith('bridge/'));
		const before = bridgeLeaves();
		fc.assert(
			fc.property(fc.nat(call.arguments.length - 1), fc.nat(7), (at, bit) => {
				const altered = call.arguments.slice();
				altered[at] = (altered[at] as number) ^ (1 << bit);
				expect(run(on, { ...call, arguments: altered }).code).not.toBeNull();
			}),
			{ numRuns: 150 },
		);
		expect(bridgeLeaves()).toEqual(before);
		expect(run(on, call).code).toBeNull();
		expect(bridgeLeaves()).not.toEqual(before);
	});
});
