import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { createStateTree } from '../../../src/main/core/state/state-tree.ts';
import type { AuditOutcome, AuditQuestion, AuditStep } from '../../../src/renderer/workers/audit-messages.ts';
import { createProofAuditor, type ProofAuditor } from '../../../src/renderer/workers/proof-auditor.ts';
import { decodeBlockHeader, encodeBlockHeader } from '../../../src/shared/codec/block-codec.ts';
import { fromHex, toHex } from '../../../src/shared/codec/bytes.ts';
import { encode } from '../../../src/shared/codec/cbor.ts';
import { encodeGenesis, genesisDigest } from '../../../src/shared/codec/genesis.ts';
import type { StateProofView } from '../../../src/shared/contract/index.ts';
import { type EpochChangeProof, encodeEpochChangeProof } from '../../../src/shared/proofs/epoch-change.ts';
import { verifyBySodiumRule } from '../../../src/shared/signatures/sodium-rule.ts';
import { CHAIN_ID, FIRST_EPOCH, GENESIS, SECOND_EPOCH_VALIDATORS } from '../../fixtures/console/story-genesis.ts';
import { handOverTo, proofViewOf, type SignedEpoch } from '../../fixtures/proven-chain.ts';

const PATH = 'incentive/standing/home-1';
const state = createStateTree({ sha256 }, [
	{ path: PATH, value: encode({ credit: 900, points: 3 }) },
	{ path: 'incentive/standing/home-2', value: encode({ credit: 100, points: 3 }) },
	...Array.from({ length: 40 }, (_, i) => ({ path: `ledger/balance/${i}`, value: encode(i) })),
]);
const by = (epoch: number, validators: SignedEpoch['validators']): SignedEpoch => ({
	chainId: CHAIN_ID,
	epoch,
	validators,
});
const FIRST = by(0, FIRST_EPOCH.validators);
const SECOND = by(1, SECOND_EPOCH_VALIDATORS);
const THIRD = by(2, SECOND_EPOCH_VALIDATORS.slice(1));
const description = ({ epoch, validators }: SignedEpoch, startHeight: number) => ({
	...FIRST_EPOCH,
	epoch,
	startHeight,
	validators,
});
const ALL_THREE = { signers: [0, 1, 2] };
const toSecond = handOverTo(description(SECOND, 100), FIRST, [], ALL_THREE);
const toThird = handOverTo(description(THIRD, 200), SECOND, [], { kind: 'two-chain', descendants: 2 });
const proof = proofViewOf(PATH, state, THIRD, 300, ALL_THREE);

const TRUST: AuditQuestion = { kind: 'trust', chainId: CHAIN_ID, genesis: encodeGenesis(GENESIS), expected: null };
const handover = (epoch: number, change: EpochChangeProof): AuditQuestion => ({
	kind: 'handover',
	epoch,
	proof: toHex(encodeEpochChangeProof(change)),
});
const proven = (changed: Partial<StateProofView> = {}, path = PATH): AuditQuestion => ({
	kind: 'state',
	path,
	proof: { ...proof, ...changed },
});
const auditor = (): ProofAuditor => createProofAuditor({ now: () => 0 });

/** Answers the questions one after the other and returns the last answer. */
function last(questions: readonly AuditQuestion[], asked = auditor()): AuditOutcome {
	const outcomes = questions.map((question) => asked.answer(question));
	return outcomes.at(-1) as AuditOutcome;
}
const CHAIN = [TRUST, handover(1, toSecond), handover(2, toThird)];
const names = (outcome: AuditOutcome) => outcome.steps.map(({ step }) => step);
const refusalOf = (outcome: AuditOutcome) => outcome.refusal && [outcome.refusal.step, outcome.refusal.code];
const flip = (hex: string, at = hex.length - 1) =>
	`${hex.slice(0, at)}${hex[at] === '0' ? '1' : '0'}${hex.slice(at + 1)}`;
const flipBytes = (bytes: Uint8Array) => bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte));
function forgeSignature(change: EpochChangeProof): EpochChangeProof {
	const { certificate } = change.commitProof;
	const signatures = certificate.signatures.map((each, at) => (at === 1 ? flipBytes(each) : each));
	return { ...change, commitProof: { ...change.commitProof, certificate: { ...certificate, signatures } } as never };
}

describe('the console’s auditor', () => {
	it('leads from the genesis keys over two handovers to one value', () => {
		const asked = auditor();
		const outcomes = [...CHAIN, proven()].map((question) => asked.answer(question));
		expect(outcomes.map(refusalOf)).toEqual([null, null, null, null]);
		expect(outcomes.flatMap(names)).toEqual([
			'signature-rule',
			'trust-root',
			'handover',
			'handover',
			'certificate',
			'root',
			'value',
		]);
		const found = (name: AuditStep['step']) =>
			outcomes.flatMap(({ steps }) => steps).findLast(({ step }) => step === name);
		expect(found('trust-root')).toMatchObject({ digest: toHex(genesisDigest(GENESIS, sha256)) });
		expect(found('handover')).toMatchObject({
			epoch: { epoch: 2, startHeight: 200 },
			signers: ['Alder', 'Birch', 'Cedar'],
		});
		expect(found('certificate')).toMatchObject({
			epoch: 2,
			height: 301,
			signers: ['Birch', 'Cedar', 'Dogwood'],
			validators: 3,
		});
	});

	it('takes a root that became final through descendants and two certificates', () => {
		const view = proofViewOf(PATH, state, THIRD, 300, { ...ALL_THREE, kind: 'two-chain', descendants: 3 });
		expect(refusalOf(last([...CHAIN, proven(view)]))).toBe(null);
	});

	it('tests its own signature rule before anything else', () => {
		const lenient = createProofAuditor({ now: () => 0, verify: () => true });
		expect(refusalOf(lenient.answer(TRUST))).toEqual(['signature-rule', 'AUDIT_SIGNATURE_RULE']);
		const strict = createProofAuditor({ now: () => 0, verify: () => false });
		expect(strict.answer(TRUST).refusal?.details).toEqual({ question: 'ed25519 verify' });
		const rule = createProofAuditor({ now: () => 0, verify: verifyBySodiumRule });
		expect(refusalOf(rule.answer(TRUST))).toBe(null);
	});

	describe('refuses a trust root', () => {
		const trust = (changed: Partial<Extract<AuditQuestion, { kind: 'trust' }>>) =>
			refusalOf(auditor().answer({ ...TRUST, ...changed } as AuditQuestion));

		it('of another chain, or with one key exchanged', () => {
			expect(trust({ chainId: 'fontana-1-0000000000000000' })).toEqual(['trust-root', 'AUDIT_GENESIS_OTHER']);
			const [first, ...others] = GENESIS.validators;
			const forged = { ...GENESIS, validators: [{ ...first, publicKey: new Uint8Array(32).fill(7) }, ...others] };
			expect(trust({ genesis: encodeGenesis(forged as never) })).toEqual(['trust-root', 'AUDIT_GENESIS_OTHER']);
		});

		it('that is not the one which the operator compared', () => {
			expect(trust({ expected: '00'.repeat(32) })).toEqual(['trust-root', 'AUDIT_TRUST_ROOT_CHANGED']);
			expect(trust({ expected: toHex(genesisDigest(GENESIS, sha256)) })).toBe(null);
		});

		it('whose bytes are no genesis document', () => {
			expect(trust({ genesis: new Uint8Array([0xa0]) })).toEqual(['trust-root', 'CODEC_INVALID']);
		});
	});

	describe('refuses a handover', () => {
		const refused = (change: EpochChangeProof) => {
			const { refusal } = last([TRUST, handover(1, toSecond), handover(2, change)]);
			return refusal && [refusal.step, refusal.epoch, refusal.code];
		};

		it.each<[string, EpochChangeProof, string]>([
			['with a forged signature', forgeSignature(toThird), 'CONSENSUS_BAD_SIGNATURE'],
			[
				'signed by fewer than a quorum',
				handOverTo(description(THIRD, 200), SECOND, [], { signers: [0, 1] }),
				'CONSENSUS_TOO_FEW_SIGNERS',
			],
			[
				'signed by the validators it names itself',
				handOverTo(description(THIRD, 200), {
					...SECOND,
					validators: [...THIRD.validators, ...FIRST.validators.slice(0, 1)],
				}),
				'CONSENSUS_BAD_SIGNATURE',
			],
			[
				'of another chain',
				handOverTo(description(THIRD, 200), { ...SECOND, chainId: 'other' }),
				'CONSENSUS_BAD_SIGNATURE',
			],
			['with another description', { ...toThird, description: toSecond.description }, 'CONSENSUS_EPOCH_CHANGE_INVALID'],
			[
				'that skips an epoch',
				handOverTo(description(by(3, THIRD.validators), 200), SECOND),
				'CONSENSUS_EPOCH_CHANGE_INVALID',
			],
		])('%s', (_what, change, code) => {
			expect(refused(change)).toEqual(['handover', 2, code]);
		});

		it('before the one that leads to it, and before a trust root', () => {
			expect(refusalOf(last([TRUST, handover(2, toThird)]))).toEqual(['handover', 'AUDIT_OUT_OF_ORDER']);
			expect(refusalOf(last([handover(1, toSecond)]))).toEqual(['handover', 'AUDIT_OUT_OF_ORDER']);
		});

		it('and keeps no key of it', () => {
			const asked = auditor();
			last([TRUST, handover(1, toSecond), handover(2, forgeSignature(toThird))], asked);
			expect(refusalOf(asked.answer(proven()))).toEqual(['certificate', 'AUDIT_OUT_OF_ORDER']);
		});
	});

	describe('refuses a certificate', () => {
		const refused = (changed: Partial<StateProofView>) => {
			const outcome = last([...CHAIN, proven(changed)]);
			expect(outcome.steps).toEqual([]);
			return refusalOf(outcome);
		};
		const header = decodeBlockHeader(fromHex(proof.headers[0] as string));

		it.each<[string, Partial<StateProofView>, string]>([
			['with a forged signature', { commitProof: flip(proof.commitProof) }, 'CONSENSUS_BAD_SIGNATURE'],
			[
				'signed by fewer than a quorum',
				proofViewOf(PATH, state, THIRD, 300, { signers: [0, 1] }),
				'CONSENSUS_TOO_FEW_SIGNERS',
			],
			[
				'by the keys of an epoch that ended',
				proofViewOf(PATH, state, { ...SECOND, epoch: 2 }, 300, ALL_THREE),
				'CONSENSUS_BAD_SIGNATURE',
			],
			[
				'over another header',
				{ headers: [toHex(encodeBlockHeader({ ...header, stateRoot: new Uint8Array(32) }))] },
				'CONSENSUS_NOT_PROVEN',
			],
			[
				'over headers that do not link',
				{ headers: [toHex(encodeBlockHeader({ ...header, height: 9 })), ...proof.headers] },
				'CONSENSUS_BROKEN_LINK',
			],
			['without a header', { headers: [] }, 'CODEC_INVALID'],
			[
				'of an epoch that nobody handed over to',
				proofViewOf(PATH, state, by(3, THIRD.validators), 300, ALL_THREE),
				'AUDIT_OUT_OF_ORDER',
			],
			['whose bytes are damaged', { commitProof: 'zz' }, 'CODEC_INVALID'],
		])('%s', (_what, changed, code) => {
			expect(refused(changed)).toEqual(['certificate', code]);
		});
	});

	it('refuses a root that the certified header does not carry', () => {
		const outcome = last([...CHAIN, proven({ root: flip(proof.root) })]);
		expect(names(outcome)).toEqual(['certificate']);
		expect(refusalOf(outcome)).toEqual(['root', 'AUDIT_ROOT_OTHER']);
	});

	it.each<[string, Partial<StateProofView>]>([
		['one digit more', { value: toHex(encode({ credit: 901, points: 3 })) }],
		['absence', { value: null }],
		['a sibling changed', { siblings: proof.siblings.map((each, at) => (at === 0 ? flip(each) : each)) }],
		['a level less', { depth: proof.depth - 1 }],
	])('refuses another value under a certified root: %s', (_what, changed) => {
		const outcome = last([...CHAIN, proven(changed)]);
		expect(names(outcome)).toEqual(['certificate', 'root']);
		expect(refusalOf(outcome)).toEqual(['value', 'AUDIT_VALUE_OTHER']);
	});

	it('refuses the sound proof of another leaf than the one shown', () => {
		const other = proofViewOf('incentive/standing/home-2', state, THIRD, 300, ALL_THREE);
		expect(refusalOf(last([...CHAIN, { kind: 'state', path: PATH, proof: other }]))).toEqual([
			'value',
			'AUDIT_VALUE_OTHER',
		]);
	});
});
