import { sha256 } from '@noble/hashes/sha2.js';
import type { BlockHeader, CommitProof } from '../../shared/codec/block.ts';
import { HISTORY_PATH } from '../../shared/codec/block-record.ts';
import { toHex } from '../../shared/codec/bytes.ts';
import { type EpochDescription, genesisEpoch } from '../../shared/codec/epoch.ts';
import { chainIdOf, decodeGenesis, genesisDigest } from '../../shared/codec/genesis.ts';
import type { ItemProofView, StateProofView } from '../../shared/contract/index.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from '../../shared/proofs/certificates.ts';
import { verifyFinality } from '../../shared/proofs/commit-proof.ts';
import { decodeEpochChangeProof, verifyEpochChange } from '../../shared/proofs/epoch-change.ts';
import { requireInBlock, requireInHistory } from '../../shared/proofs/proven-item.ts';
import { bytesOf, finalityOf, requireCarried, requireUnder } from '../../shared/proofs/state-evidence.ts';
import { firstDisagreement, type SignatureVerifier } from '../../shared/signatures/acceptance-check.ts';
import { verifyBySodiumRule } from '../../shared/signatures/sodium-rule.ts';
import { speccheckVectors } from '../../shared/signatures/speccheck-vectors.ts';
import type {
	AuditedEpoch,
	AuditOutcome,
	AuditQuestion,
	AuditRefusal,
	AuditStep,
	AuditStepName,
} from './audit-messages.ts';

export interface ProofAuditor {
	answer(question: AuditQuestion): AuditOutcome;
}

export interface AuditorModules {
	/** Wall ms; shown, never decided on. */
	now(): number;
	/** Ed25519 under the network's rule, which the first step puts to the test. */
	readonly verify?: SignatureVerifier;
}

/** Questions of the signature rule's self-test: a signature that is sound, and each that implementations differ on. */
const RULE_QUESTIONS = 1 + speccheckVectors.length;

interface VerifiedKeys {
	readonly audited: AuditedEpoch;
	readonly scope: ValidatorScope;
}

type WithoutTime<T> = T extends unknown ? Omit<T, 'ms'> : never;
type Take = (step: AuditStepName, epoch: number | null, verify: () => WithoutTime<AuditStep>) => void;

/**
 * Verifies what a node proves, from the trust root to one value, as an auditor would: nothing is taken from the node but
 * bytes. Remembers the keys of every epoch whose handover held, so that a proof costs no more than its own certificate.
 */
export function createProofAuditor({ now, verify = verifyBySodiumRule }: AuditorModules): ProofAuditor {
	const modules: ProofModules = { sha256, verify };
	let keys: VerifiedKeys[] = [];

	function trust(take: Take, { chainId, genesis, expected }: Extract<AuditQuestion, { kind: 'trust' }>): void {
		keys = [];
		take('signature-rule', null, () => {
			const question = firstDisagreement(verify);
			if (question !== null) throw new CodedError('AUDIT_SIGNATURE_RULE', { question });
			return { step: 'signature-rule', questions: RULE_QUESTIONS };
		});
		take('trust-root', null, () => {
			const document = decodeGenesis(genesis);
			const found = chainIdOf(document, sha256);
			if (found !== chainId) throw new CodedError('AUDIT_GENESIS_OTHER', { found, chainId });
			const genesisId = genesisDigest(document, sha256);
			const digest = toHex(genesisId);
			if (expected !== null && expected !== digest)
				throw new CodedError('AUDIT_TRUST_ROOT_CHANGED', { found: digest, expected });
			const publicKeys = document.validators.map(({ publicKey }) => publicKey);
			const audited = auditedEpoch(genesisEpoch(document));
			keys = [{ audited, scope: { chainId, epoch: 0, publicKeys, genesisId } }];
			return { step: 'trust-root', digest, epoch: audited };
		});
	}

	function handOver(take: Take, { epoch, proof }: Extract<AuditQuestion, { kind: 'handover' }>): void {
		take('handover', epoch, () => {
			const newest = keysOf(epoch - 1);
			const change = decodeEpochChangeProof(bytesOf(proof, 'handover'));
			const { description, scope } = verifyEpochChange(change, newest.scope, modules);
			const audited = auditedEpoch(description);
			keys = [...keys.slice(0, epoch), { audited, scope }];
			return { step: 'handover', epoch: audited, signers: signersOf(change.commitProof, newest.audited) };
		});
	}

	function proveState(take: Take, path: string, view: StateProofView): void {
		let carrier: BlockHeader | undefined;
		take('certificate', null, () => {
			const found = finalityOf(view);
			const { epoch, height } = found.carrier;
			const { audited, scope } = keysOf(epoch);
			verifyFinality(found.headers, found.commitProof, scope, modules);
			carrier = found.carrier;
			return {
				step: 'certificate',
				epoch,
				height,
				kind: found.commitProof.kind,
				signers: signersOf(found.commitProof, audited),
				validators: audited.validators.length,
			};
		});
		const certified = carrier as BlockHeader;
		take('root', null, () => {
			requireCarried(view, certified);
			return { step: 'root', root: view.root, height: certified.height };
		});
		take('value', null, () => {
			requireUnder(view, path, certified.stateRoot, sha256);
			return { step: 'value', levels: view.depth };
		});
	}

	function proveItem(take: Take, proof: ItemProofView): void {
		proveState(take, HISTORY_PATH, proof.state);
		take('history', null, () => {
			requireInHistory(proof, proof.state.value ?? '', sha256);
			return { step: 'history', height: proof.record.height, blocks: proof.inHistory.count };
		});
		take('item', null, () => {
			requireInBlock(proof, sha256);
			return { step: 'item', kind: proof.kind, place: proof.inBlock.index, of: proof.inBlock.count };
		});
	}

	function keysOf(epoch: number): VerifiedKeys {
		const found = keys[epoch];
		if (!found) throw new CodedError('AUDIT_OUT_OF_ORDER', { epoch, newest: keys.length - 1 });
		return found;
	}

	return {
		answer(question) {
			const steps: AuditStep[] = [];
			const take: Take = (step, epoch, verifyStep) => {
				const startedAt = now();
				try {
					steps.push({ ...verifyStep(), ms: now() - startedAt });
				} catch (error) {
					if (!(error instanceof CodedError)) throw error;
					throw new Refused({ step, epoch, code: error.code, details: error.details });
				}
			};
			try {
				if (question.kind === 'trust') trust(take, question);
				else if (question.kind === 'handover') handOver(take, question);
				else if (question.kind === 'item') proveItem(take, question.proof);
				else proveState(take, question.path, question.proof);
				return { steps, refusal: null };
			} catch (error) {
				if (error instanceof Refused) return { steps, refusal: error.refusal };
				throw error;
			}
		},
	};
}

class Refused extends Error {
	readonly refusal: AuditRefusal;

	constructor(refusal: AuditRefusal) {
		super(refusal.code);
		this.refusal = refusal;
	}
}

function auditedEpoch({ epoch, startHeight, validators }: EpochDescription): AuditedEpoch {
	return { epoch, startHeight, validators: validators.map(({ id, name }) => ({ id, name })) };
}

/** Names of those whose signatures the proof needs; of two certificates those who signed the proven block's own. */
function signersOf({ certificate }: CommitProof, { validators }: AuditedEpoch): string[] {
	return certificate.signers.map((signer) => validators[signer]?.name ?? String(signer));
}
