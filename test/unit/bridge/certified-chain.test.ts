import { describe, expect, it } from 'vitest';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { decodeEpochDescription, EPOCH_PATH } from '../../../src/shared/codec/epoch.ts';
import { certificateQuorum, type ValidatorScope } from '../../../src/shared/proofs/certificates.ts';
import { verifyFinality } from '../../../src/shared/proofs/commit-proof.ts';
import { decodeEpochChangeProof, verifyEpochChange } from '../../../src/shared/proofs/epoch-change.ts';
import { readStateProof, verifyStateProof } from '../../../src/shared/proofs/state-proof.ts';
import { CertifiedChain } from '../../fixtures/bridge/certified-chain.ts';
import { type CertifiedState, TIP_PATH } from '../../fixtures/bridge/certified-state.ts';
import { modules, sha256 } from '../../fixtures/engine-market.ts';

const proofs = { sha256, verify: modules.verifier.verify };

function rootScope(chain: CertifiedChain, epoch = 0): ValidatorScope {
	const { chainId, genesisId, validators } = chain.chainRoot(epoch);
	return { chainId, epoch, genesisId, publicKeys: validators.map(({ publicKey }) => publicKey) };
}

/** What a light client does with an update. */
function verifyUpdate(state: CertifiedState, scope: ValidatorScope): { height: number; time: number } {
	const { handovers, headers, commitProof, tip, tipProof } = state.update(scope.epoch);
	const newest = handovers.reduce(
		(by, handover) => verifyEpochChange(decodeEpochChangeProof(handover), by, proofs).scope,
		scope,
	);
	verifyFinality(headers, commitProof, newest, proofs);
	const root = headers[0]?.stateRoot as Uint8Array;
	const proof = readStateProof(decode(tipProof, 100_000), 'proof');
	expect(verifyStateProof(proof, TIP_PATH, tip, root, sha256)).toBe(true);
	return decode(tip, 256) as { height: number; time: number };
}

describe.each(['order', 'two-chain'] as const)('a certified chain whose blocks become final by %s', (finality) => {
	it('proves its newest certified state from its root on, over changes of its validators', () => {
		const chain = new CertifiedChain({ name: 'north', finality });
		chain.run(3);
		const first = verifyUpdate(chain.newest(), rootScope(chain));
		expect(first).toEqual({ height: chain.newest().height, time: chain.newest().time });
		expect(first.height).toBe(finality === 'order' ? 2 : 1);
		chain.changeEpoch();
		chain.changeEpoch([chain.addition('validator-4')]);
		chain.block(chain.time + 5_000, 2);
		chain.run(2);
		const state = chain.newest();
		expect(state.update(0).handovers).toHaveLength(2);
		expect(verifyUpdate(state, rootScope(chain))).toEqual({ height: state.height, time: state.time });
		expect(verifyUpdate(state, rootScope(chain, 2)).height).toBe(state.height);
		expect(decodeEpochDescription(state.value(EPOCH_PATH) as Uint8Array).validators).toHaveLength(5);
	});

	it('is signed by exactly a quorum, whose every signature counts', () => {
		const chain = new CertifiedChain({ name: 'north', finality, validators: 7 });
		chain.run(3);
		const { headers, commitProof } = chain.newest().update(0);
		const { signers, signatures } = commitProof.certificate;
		expect(signers).toHaveLength(certificateQuorum(7));
		const broken = {
			...commitProof,
			certificate: { ...commitProof.certificate, signatures: [...signatures].reverse() },
		};
		expect(() => verifyFinality(headers, broken as typeof commitProof, rootScope(chain), proofs)).toThrow();
	});
});

describe('a certified chain', () => {
	it('is the same in every run, and another for another seed', () => {
		const tip = (seed: number) => {
			const chain = new CertifiedChain({ name: 'north', seed });
			chain.send('home-01', calls.ledger.transfer({ to: 'home-02', amount: 5 }));
			chain.run(2);
			return chain.finalHeader(2);
		};
		expect(tip(1)).toEqual(tip(1));
		expect(tip(1)).not.toEqual(tip(2));
	});

	it('makes a second final block of a height, and certifies states that it never had', () => {
		const chain = new CertifiedChain({ name: 'north' });
		chain.run(4);
		const scope = rootScope(chain);
		const real = chain.finalHeader(3);
		const other = chain.forkedHeader(3);
		const [first] = verifyFinality(real.headers, real.commitProof, scope, proofs);
		const [second] = verifyFinality(other.headers, other.commitProof, scope, proofs);
		expect(first).not.toEqual(second);
		const forged = chain.forged([{ path: 'ledger/account/home-01', value: 7 }], 0);
		expect(verifyUpdate(forged, scope).height).toBe(chain.newest().height);
		expect(forged.read('ledger/account/home-01')).toBe(7);
		expect(chain.newest().read('ledger/account/home-01')).not.toBe(7);
	});
});
