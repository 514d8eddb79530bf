import { describe, expect, it } from 'vitest';
import { certificatesInRecords } from '../../../src/main/core/forensics/core-records.ts';
import { type ForkSide, findCulprits } from '../../../src/main/core/forensics/culprits.ts';
import type { CommitProof } from '../../../src/shared/codec/block.ts';
import { verifyEvidence } from '../../../src/shared/proofs/evidence.ts';
import {
	certify,
	EPOCH,
	GENESIS_QC,
	LoneValidator,
	makeBlock,
	orderVote,
	proposal,
	timeoutCertificate,
} from '../../fixtures/lone-validator.ts';
import { ForkBranch } from '../../fixtures/manufactured-fork.ts';
import { FAST, sha256 } from '../../fixtures/simulation.ts';

/** Validators 2 and 3 sign both chains: f + 1 of four. */
const LEFT = [0, 2, 3];
const RIGHT = [1, 2, 3];
const CULPRITS = [2, 3];
const SCOPE = {
	chainId: EPOCH.chainId,
	epoch: EPOCH.epoch,
	publicKeys: EPOCH.validators.map(({ publicKey }) => publicKey),
	genesisId: EPOCH.genesisId,
};
const MODULES = { sha256, verify: FAST.verifier.verify.bind(FAST.verifier) };

function branch(signers: readonly number[], rounds: readonly number[]): ForkBranch {
	const made = new ForkBranch(signers, signers[0] as number);
	for (const round of rounds) made.add(round);
	return made;
}

/** Both orders of the directories name the same. */
function namedBy(left: ForkSide, right: ForkSide): { validators: number[]; offences: string[] } {
	const reports = [findCulprits(left, right, SCOPE, MODULES), findCulprits(right, left, SCOPE, MODULES)];
	for (const { culprits, isEnough, needed } of reports) {
		expect(needed).toBe(2);
		expect(isEnough).toBe(new Set(culprits.map(({ validator }) => validator)).size >= needed);
		for (const { evidence, offence } of culprits) expect(verifyEvidence(evidence, SCOPE, MODULES.verify)).toBe(offence);
	}
	const [first, second] = reports.map(({ culprits }) => culprits.map(({ validator, offence }) => [validator, offence]));
	expect(first).toEqual(second);
	const { culprits } = reports[0] as (typeof reports)[0];
	return {
		validators: [...new Set(culprits.map(({ validator }) => validator))],
		offences: [...new Set(culprits.map(({ offence }) => offence))],
	};
}

interface Shape {
	readonly name: string;
	readonly left: readonly number[];
	readonly leftProof: (made: ForkBranch) => CommitProof;
	readonly right: readonly number[];
	readonly rightProof: (made: ForkBranch) => CommitProof;
	readonly offences: readonly string[];
}

const SHAPES: readonly Shape[] = [
	{
		name: 'two chains of the same rounds',
		left: [1, 2],
		leftProof: (made) => made.twoChainProof(0),
		right: [1, 2],
		rightProof: (made) => made.twoChainProof(0),
		offences: ['double-vote'],
	},
	{
		name: 'two order certificates of one round, whose blocks’ certificates nobody kept',
		left: [1],
		leftProof: (made) => made.orderProof(0),
		right: [1],
		rightProof: (made) => made.orderProof(0),
		offences: ['double-order-vote'],
	},
	{
		name: 'an order certificate and a later chain that timed its round out',
		left: [1],
		leftProof: (made) => made.orderProof(0),
		right: [2, 3],
		rightProof: (made) => made.twoChainProof(0),
		offences: ['amnesia'],
	},
	{
		name: 'an order certificate and an order certificate far later, across a gap of 20 rounds',
		left: [1],
		leftProof: (made) => made.orderProof(0),
		right: [21],
		rightProof: (made) => made.orderProof(0),
		offences: ['amnesia'],
	},
	{
		name: 'two chains and a later chain',
		left: [1, 2],
		leftProof: (made) => made.twoChainProof(0),
		right: [4, 5],
		rightProof: (made) => made.twoChainProof(0),
		offences: ['amnesia'],
	},
	{
		name: 'two chains and a chain that starts in the round of the child',
		left: [1, 2],
		leftProof: (made) => made.twoChainProof(0),
		right: [2, 3],
		rightProof: (made) => made.twoChainProof(0),
		offences: ['double-vote'],
	},
	{
		name: 'a chain final through a descendant and a chain with gaps, final through a descendant',
		left: [1, 4, 5],
		leftProof: (made) => made.twoChainProof(1),
		right: [2, 6, 9, 10],
		rightProof: (made) => made.twoChainProof(2),
		offences: ['amnesia'],
	},
];

describe.each(SHAPES)('a fork of $name', ({ left, leftProof, right, rightProof, offences }) => {
	it('names the f + 1 validators that signed both chains, and nobody else', () => {
		const one = branch(LEFT, left);
		const two = branch(RIGHT, right);
		const named = namedBy(one.side(leftProof(one)), two.side(rightProof(two)));
		expect(named.validators).toEqual(CULPRITS);
		expect(named.offences).toEqual(expect.arrayContaining([...offences]));
	});
});

describe('an order certificate against a certificate of its round', () => {
	it('is in the records of who committed by it while its highest certificate is another', () => {
		const one = makeBlock({ round: 1 });
		const certificate = certify(one.block);
		const opening = timeoutCertificate(2, [certificate, GENESIS_QC, GENESIS_QC]);
		const three = makeBlock({ round: 3, height: 2, parent: certificate, opening });
		const validator = new LoneValidator(3);
		validator.hear(proposal(one.block));
		validator.hear(proposal(three.block));
		validator.hear(proposal(makeBlock({ round: 4, height: 3, parent: certify(three.block) }).block));
		expect(validator.committed()).toEqual([]);
		for (const voter of [0, 1, 2]) validator.hear(orderVote(voter, certificate));
		expect(validator.committed()).toEqual([1]);
		const records = Array.from(validator.records, ([key, value]) => ({ key, value }));
		expect(validator.records.has('tip-qc')).toBe(true);
		expect(certificatesInRecords(records).certificates).toContainEqual(certificate);
	});

	it('stays in the records when a higher certificate comes whose block is not here', () => {
		const one = makeBlock({ round: 1 });
		const two = makeBlock({ round: 2, parent: certify(one.block) });
		const validator = new LoneValidator(3);
		validator.hear(proposal(one.block));
		for (const voter of [0, 1, 2]) validator.hear(orderVote(voter, certify(one.block)));
		expect(validator.committed()).toEqual([1]);
		validator.hear(orderVote(0, certify(two.block)));
		const records = Array.from(validator.records, ([key, value]) => ({ key, value }));
		expect(certificatesInRecords(records).certificates).toContainEqual(certify(one.block));
	});

	it('needs the certificate of its block, which the records keep while no header holds it', () => {
		const one = branch(LEFT, [1]);
		const two = branch(RIGHT, [1, 2]);
		const right = two.side(two.twoChainProof(0));
		expect(namedBy(one.side(one.orderProof(0)), right).validators).toEqual([]);
		const named = namedBy(one.side(one.orderProof(0), [one.certificateOf(0)]), right);
		expect(named).toEqual({ validators: CULPRITS, offences: ['double-vote'] });
	});
});

describe('what proves nothing', () => {
	const one = branch(LEFT, [1, 2]);
	const two = branch(RIGHT, [1, 2]);

	it('is one chain given twice', () => {
		const side = one.side(one.twoChainProof(0));
		expect(() => findCulprits(side, side, SCOPE, MODULES)).toThrow(
			expect.objectContaining({ code: 'FORENSICS_NO_FORK' }),
		);
	});

	it('is a side that is not proven final', () => {
		const unproven = { ...two.side(two.twoChainProof(0)), proofs: [one.twoChainProof(0)] };
		expect(() => findCulprits(one.side(one.twoChainProof(0)), unproven, SCOPE, MODULES)).toThrow(
			expect.objectContaining({ code: 'CONSENSUS_NOT_PROVEN' }),
		);
	});

	it('is a certificate with a forged signature: it accuses nobody', () => {
		const genuine = one.certificateOf(0);
		const forged = { ...two.certificateOf(1), signers: [0, 1, 2], blockId: sha256(new Uint8Array([1])) };
		const named = namedBy(
			one.side(one.twoChainProof(0), [forged, { ...genuine, signers: [0, 1, 3] }]),
			two.side(two.twoChainProof(0)),
		);
		expect(named.validators).toEqual(CULPRITS);
	});
});
