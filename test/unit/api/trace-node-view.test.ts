import { describe, expect, it } from 'vitest';
import type { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import { traceNodeOf } from '../../../src/main/api/trace-node-view.ts';
import { balanceOf } from '../../../src/shared/provenance/mass-balance.ts';

const DEED = 'D-F-2017-07-24T11-5';
const signers = [
	{
		participant: 'home-07',
		as: 'generator',
		signed: { time: 7, height: 3, signature: new Uint8Array([1]), transactionId: 'aa' },
	},
];
const model = {
	directory: { nameOf: (id: string) => id },
	evidence: { documents: new Map() },
	products: { deed: (id: string) => (id === DEED ? { id, signers } : undefined) },
} as unknown as ReadModel;

function signatureNode(id: string) {
	const node = { index: 0, type: 'signature', id, height: 3, time: 7 } as const;
	return traceNodeOf({ node, distance: 1, balance: balanceOf('signature', 0, 0, false) }, model);
}

describe('the facts of a signature', () => {
	it('are found although product and participant hold dashes and digits', () => {
		const { facts } = signatureNode(`G-${DEED}-home-07`);
		expect(facts.find((fact) => fact.key === 'signer')?.value).toBe('home-07');
		expect(facts.find((fact) => fact.key === 'as')?.value).toBe('generator');
		expect(facts.find((fact) => fact.key === 'time')?.value).toBe(7);
	});

	it('are left out for a signature that no known deed awaits', () => {
		expect(signatureNode(`G-${DEED}-home-08`).facts).toEqual([]);
		expect(signatureNode('G-D-F-2017-1-home-07').facts).toEqual([]);
	});
});
