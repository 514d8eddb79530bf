import { describe, expect, it } from 'vitest';
import { verifier } from '../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../src/main/node/crypto/sha256.ts';
import { selectionAcross } from '../../src/shared/audit/across-selection.ts';
import type { Selection } from '../../src/shared/audit/bundle-form.ts';
import { verifyChains } from '../../src/shared/audit/verify-bundle.ts';
import { type AuditedChain, auditedChain } from '../fixtures/audit/audited-chain.ts';
import { jointOf, jointPart } from '../fixtures/audit/joint-bundle.ts';
import { eventsIn } from '../fixtures/bridge/bridge-calls.ts';
import { RegionsSimulation } from '../fixtures/bridge/regions/simulation.ts';

const modules = { sha256: (bytes: Uint8Array) => hasher.sha256(bytes), verify: verifier.verify };
const STEPS = 60;

async function verify(parts: readonly (readonly [AuditedChain, Selection])[]) {
	const composed = await Promise.all(parts.map(([{ source }, selection]) => jointPart(source, selection)));
	const trustRoots = parts.map(([{ trustRoot }]) => trustRoot);
	return verifyChains({ bundle: [jointOf(composed)], trustRoots }, modules);
}

describe('regions over bad relayers and faults', () => {
	it.each([
		{ seed: 2, withMain: false },
		{ seed: 3, withMain: true },
	])(
		'are proven whole, with all that crossed, and certificate by certificate: %o',
		{ timeout: 60_000 },
		async ({ seed, withMain }) => {
			const simulation = new RegionsSimulation({ seed, withMain });
			expect(simulation.run(STEPS).violation).toBeNull();
			const chains = simulation.regions.map(({ chain }) => auditedChain(chain));
			const whole = await verify(chains.map((chain) => [chain, { kind: 'all' }]));
			expect(whole.firstFault).toBeNull();
			expect(whole.ok).toBe(true);
			const shown = whole.checks.find(({ name }) => name === 'packets')?.counts ?? [];
			expect(shown.find(({ thing }) => thing === 'packets-not-shown')).toBeUndefined();
			expect(shown.find(({ thing }) => thing === 'packets-shown-on-both-sides')?.count).toBeGreaterThan(5);
			for (const [at, { chain }] of simulation.regions.entries()) {
				const here = chains[at] as AuditedChain;
				const certified = chain.results.slice(0, here.source.height).flatMap(({ events }) => events);
				for (const { certificate: id, origin } of eventsIn(certified, 'certificate-admitted').slice(0, 2)) {
					const there = chains.find(({ chainId }) => chainId === origin) as AuditedChain;
					const selection: Selection = { kind: 'certificate', id };
					const across = selectionAcross(selection, { from: here.chainId, to: there.chainId });
					expect(
						(
							await verify([
								[here, selection],
								[there, across],
							])
						).firstFault,
					).toBeNull();
				}
			}
		},
	);
});
