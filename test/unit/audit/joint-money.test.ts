import { beforeAll, describe, expect, it } from 'vitest';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import type { AuditCheck } from '../../../src/shared/audit/check-board.ts';
import { type AuditResult, verifyChains } from '../../../src/shared/audit/verify-bundle.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { type AuditedChain, auditedChain } from '../../fixtures/audit/audited-chain.ts';
import { type JointPart, jointOf, jointPart } from '../../fixtures/audit/joint-bundle.ts';
import { HOUR, sendMoney } from '../../fixtures/bridge/bridge-calls.ts';
import { connectedChains, relayOnce, settle } from '../../fixtures/bridge/connected-chains.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

const modules = { sha256, verify: verifier.verify };
const ALL = { kind: 'all' } as const;

async function bundleOf(...chains: readonly AuditedChain[]): Promise<Uint8Array> {
	return jointOf(await Promise.all(chains.map(({ source }) => jointPart(source, ALL))));
}

function verify(bundle: Uint8Array, ...chains: readonly AuditedChain[]): Promise<AuditResult> {
	return verifyChains({ bundle: [bundle], trustRoots: chains.map(({ trustRoot }) => trustRoot) }, modules);
}

function countsOf({ checks }: AuditResult, name: AuditCheck['name'], chain: string | null = null) {
	const found = checks.find((check) => check.name === name && check.chain === chain);
	return Object.fromEntries((found?.counts ?? []).map(({ thing, count }) => [thing, count]));
}

describe('money that crosses between the chains of a bundle', () => {
	const { a, b } = connectedChains();
	/** Of the first chain before it heard anything. */
	let early: JointPart;

	beforeAll(async () => {
		a.send('home-01', sendMoney(a, b, 5_000));
		b.send('home-01', sendMoney(b, a, 700));
		a.send(
			'home-01',
			calls.bridge.sendMoney({ chain: b.chainId, to: 'nobody', amount: 900, timeoutAt: a.time + HOUR }),
		);
		a.run(2);
		b.block();
		early = await jointPart(auditedChain(a).source, ALL);
		settle(a, b);
		b.changeEpoch();
		a.send('home-01', sendMoney(a, b, 40, a.time + 2_000));
		a.send('home-02', sendMoney(a, b, 60));
		a.run(4);
		b.run(6);
		// Received there, and heard of here for one side only.
		relayOnce(a, b);
		b.run(3);
	});

	it('is proven packet by packet, root by root, and comes to what is on its way', async () => {
		const chains = [auditedChain(a), auditedChain(b)];
		const result = await verify(await bundleOf(...chains), ...chains);
		expect(result.firstFault).toBeNull();
		expect(result.ok).toBe(true);
		expect(countsOf(result, 'packets')).toEqual({ 'packets-shown-on-both-sides': 5, 'answers-heard': 3 });
		expect(countsOf(result, 'anchors')['anchored-roots']).toBeGreaterThan(2);
		expect(countsOf(result, 'money')).toEqual({ channels: 1 });
		expect(countsOf(result, 'crossings', a.chainId)).toMatchObject({ channels: 1, 'packets-sent': 4 });
	});

	it('is told as not shown where the other side of it is not in the bundle', async () => {
		const [here, there] = [auditedChain(a), auditedChain(b)];
		const bundle = jointOf([early, await jointPart(there.source, ALL)]);
		const result = await verify(bundle, here, there);
		expect(result.firstFault).toBeNull();
		expect(countsOf(result, 'packets')).toMatchObject({ 'packets-not-shown': 3 });
		expect(countsOf(result, 'money')).toEqual({ 'channels-not-shown': 1 });
	});
});
