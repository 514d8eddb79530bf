import { beforeAll, describe, expect, it } from 'vitest';
import { certificatePackets } from '../../../../src/main/core/contracts/bridge/certificates.ts';
import { takeParts } from '../../../../src/main/core/contracts/bridge/crossing-parts.ts';
import { STEPS_OF_PACKET } from '../../../../src/main/core/contracts/bridge/relayed-leaf.ts';
import { enterCertificate } from '../../../../src/main/core/contracts/certificates/certificate-state.ts';
import { CallContext } from '../../../../src/main/core/contracts/engine/call-context.ts';
import type { AcknowledgePackets, ReceivePackets } from '../../../../src/shared/codec/bridge-calls.ts';
import { BRIDGE_CLIENT_LIMITS } from '../../../../src/shared/codec/bridge-client.ts';
import { PACKET_LIMITS } from '../../../../src/shared/codec/bridge-packet.ts';
import { type Call, calls } from '../../../../src/shared/codec/calls.ts';
import { DEFAULT_MARKET, GENESIS_LIMITS } from '../../../../src/shared/codec/genesis.ts';
import { TRANSACTION_LIMITS } from '../../../../src/shared/codec/transaction.ts';
import { contextOn, HOUR, run, sendMoney } from '../../../fixtures/bridge/bridge-calls.ts';
import { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connectBoth, connectedChains, DAY_MS } from '../../../fixtures/bridge/connected-chains.ts';
import { acknowledgeArguments, clientOf, receiveArguments } from '../../../fixtures/bridge/relayed-calls.ts';
import { START } from '../../../fixtures/engine-market.ts';

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

describe('a packet of as many parts as it may have', () => {
	const expiresAt = START + 365 * DAY_MS;

	/** `home-01` of `a` has sent a part of each of a hundred certificates to `b`. */
	function leaving() {
		const { a, b } = connectedChains();
		const on = contextOn(a);
		const parts = Array.from({ length: PACKET_LIMITS.parts }, (_, n) => {
			const certificate = `GC-meter-${n}`;
			enterCertificate(on, certificate, {
				product: 'F-1',
				meter: `meter-${n}`,
				producer: 'home-01',
				technology: 'solar',
				start: START,
				end: START + HOUR,
				reading: `R-${n}`,
				expiresAt,
				quantityWh: 100,
			});
			return { certificate, fromWh: 10, toWh: 90 };
		});
		const crossing = takeParts(on, b.chainId, 'home-01', parts);
		const contents = { kind: 'certificates', from: 'home-01', to: 'home-02', lot: null, parts: crossing } as const;
		return { a, b, on, contents };
	}

	const steps = (context: CallContext, work: () => void): number => {
		const before = context.steps;
		work();
		return context.steps - before;
	};

	it('is received in so many steps that a call which begins it can end it', () => {
		const { a, b, contents } = leaving();
		const there = contextOn(b);
		const crossing = { chain: a.chainId, packet: 'X' };
		const taken = steps(there, () => certificatePackets.receive(there, crossing, contents));
		expect(taken).toBeGreaterThan(PACKET_LIMITS.parts);
		expect(taken).toBeLessThan(STEPS_OF_PACKET);
	});

	for (const when of ['before', 'after'] as const)
		it(`is given back so too, ${when} its certificates expire`, () => {
			const { b, on, contents } = leaving();
			const late = new CallContext({ ...on.block, time: expiresAt }, 'metering', Number.MAX_SAFE_INTEGER);
			const context = when === 'before' ? on : late;
			const crossing = { chain: b.chainId, packet: 'X' };
			const taken = steps(context, () => certificatePackets.giveBack(context, crossing, contents));
			expect(taken).toBeGreaterThan(PACKET_LIMITS.parts);
			expect(taken).toBeLessThan(STEPS_OF_PACKET);
		});
});
