import { beforeAll, describe, expect, it } from 'vitest';
import type { AcknowledgePackets, ReceivePackets } from '../../../../src/shared/codec/bridge-calls.ts';
import { BRIDGE_CLIENT_LIMITS } from '../../../../src/shared/codec/bridge-client.ts';
import { PACKET_LIMITS } from '../../../../src/shared/codec/bridge-packet.ts';
import { type Call, calls } from '../../../../src/shared/codec/calls.ts';
import { DEFAULT_MARKET, GENESIS_LIMITS } from '../../../../src/shared/codec/genesis.ts';
import { TRANSACTION_LIMITS } from '../../../../src/shared/codec/transaction.ts';
import { run, sendMoney } from '../../../fixtures/bridge/bridge-calls.ts';
import { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connectBoth, connectedChains } from '../../../fixtures/bridge/connected-chains.ts';
import { acknowledgeArguments, clientOf, receiveArguments } from '../../../fixtures/bridge/relayed-calls.ts';

/** Steps that a call of the default market may take. */
const stepLimit = (call: Call) =>
	DEFAULT_MARKET.callStepLimit + DEFAULT_MARKET.callStepsPerByte * call.arguments.length;

/** Runs alone, succeeds, and stays within steps and bytes of any chain. */
function fits(on: CertifiedChain, call: Call): { readonly steps: number; readonly bytes: number } {
	const { code, steps } = run(on, call);
	expect(code).toBeNull();
	const bytes = call.arguments.length;
	expect(steps).toBeLessThan(stepLimit(call));
	expect(bytes).toBeLessThan(TRANSACTION_LIMITS.argumentsBytes);
	return { steps, bytes };
}

describe('a client of the largest chain', () => {
	const chains = {} as { a: CertifiedChain; b: CertifiedChain };

	beforeAll(() => {
		chains.a = new CertifiedChain({ name: 'north' });
		chains.b = new CertifiedChain({ name: 'south', validators: GENESIS_LIMITS.validators, finality: 'two-chain' });
		connectBoth(chains.a, chains.b);
		chains.b.run(2);
	});

	it('is updated within the default steps and the bytes of one call', () => {
		const { a, b } = chains;
		const { steps, bytes } = fits(a, calls.bridge.update({ chain: b.chainId, update: b.newest().update(0) }));
		expect(steps).toBeGreaterThan(2 * 86 * 50);
		expect(steps).toBeLessThan(10_000);
		expect(bytes).toBeLessThan(40_000);
	});

	it('is updated over a header that accounts for the most timed-out rounds', () => {
		const { a, b } = chains;
		b.block(b.time + 60_000, 10);
		b.block();
		const { bytes } = fits(a, calls.bridge.update({ chain: b.chainId, update: b.newest().update(0) }));
		expect(bytes).toBeGreaterThan(10 * 86 * 64);
	});

	it('is updated over as many handovers as an update holds', () => {
		const { a, b } = chains;
		for (let n = 0; n < BRIDGE_CLIENT_LIMITS.handovers; n++) b.changeEpoch();
		b.run(2);
		const { steps } = fits(a, calls.bridge.update({ chain: b.chainId, update: b.newest().update(0) }));
		expect(steps).toBeGreaterThan(5 * 2 * 86 * 50);
		expect(clientOf(a, b.chainId).epoch).toBe(BRIDGE_CLIENT_LIMITS.handovers);
	});
});

describe('a call with as many packets as it may bring', () => {
	it('is received, and its answers are taken, within the default steps', () => {
		const { a, b } = connectedChains();
		for (let n = 0; n < PACKET_LIMITS.perCall; n++) a.send('home-01', sendMoney(a, b, 1));
		a.block();
		a.block();
		b.block(a.time);
		const there = fits(b, calls.bridge.receive(receiveArguments(a.newest(), b) as ReceivePackets));
		expect(there.steps / PACKET_LIMITS.perCall).toBeLessThan(100);
		b.block();
		a.block(b.time);
		const back = fits(a, calls.bridge.acknowledge(acknowledgeArguments(b.newest(), a) as AcknowledgePackets));
		expect(back.steps / PACKET_LIMITS.perCall).toBeLessThan(100);
	});
});
