import type { BlockHeader, Evidence, ValidatorIndex } from '../../../shared/codec/block.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import type { EvidenceMessage } from '../../../shared/codec/consensus-messages.ts';
import { decodeEvidence, encodeEvidence } from '../../../shared/codec/evidence-codec.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type Offence, verifyEvidence } from '../../../shared/proofs/evidence.ts';
import type { BlockNode } from './block-tree.ts';
import { broadcast, type Core, refusal, syncInfo } from './core.ts';
import type { CreditLedger } from './credit-ledger.ts';
import { ascendingProofs } from './evidence-pool.ts';
import { decodeRecord, evidenceRecordKey, isEvidenceRecord } from './records.ts';
import type { PersistRecord } from './types.ts';

/** Proofs sent again at once while they wait for a block. */
const MAX_SENT_AGAIN = 4;

/** True when nothing more needs to be proven: a proof is at hand, or the committed chain holds one. */
export function isBeyondDoubt(core: Core, validator: ValidatorIndex): boolean {
	return core.evidence.pool.has(validator) || committedConvictions(core).includes(validator);
}

/** Takes in a verified proof, the first against its offender: durable before anything is said of it. */
export function acceptEvidence(core: Core, evidence: Evidence, offence: Offence): void {
	core.evidence.pool.set(evidence.offender, evidence);
	core.evidence.hasNews = true;
	core.effects.persist(evidenceRecordKey(evidence.offender), encodeEvidence(evidence));
	core.effects.emit({ kind: 'report-evidence', evidence, offence });
}

/** So that whoever leads next can carry it. */
export function spreadEvidence(core: Core, evidence: Evidence): void {
	if (core.self !== null) broadcast(core, { kind: 'evidence', evidence, sync: syncInfo(core) });
}

/** @throws CodedError when it proves nothing; a proof against someone who is beyond doubt is not looked at */
export function receiveEvidence(core: Core, { evidence }: EvidenceMessage): void {
	if (isBeyondDoubt(core, evidence.offender)) return;
	acceptEvidence(core, evidence, verified(core, evidence));
}

/** What waits for a block, while the round is stuck or idle. */
export function sendEvidenceAgain(core: Core): void {
	for (const evidence of ascendingProofs(core.evidence).slice(0, MAX_SENT_AGAIN)) spreadEvidence(core, evidence);
}

/** Proofs for a block on `parent`: against validators whom its chain does not convict, ascending, at most 4. */
export function collectEvidence(core: Core, parent: BlockNode): Evidence[] {
	if (core.evidence.pool.size === 0) return [];
	const convicted = convictedOn(core, parent);
	return ascendingProofs(core.evidence)
		.filter(({ offender }) => !convicted.has(offender))
		.slice(0, CONSENSUS_LIMITS.evidence);
}

/** True while a proof waits for a block on this chain. */
export function owesEvidence(core: Core, parent: BlockNode): boolean {
	return core.evidence.pool.size > 0 && core.tree.isLive(parent) && collectEvidence(core, parent).length > 0;
}

/** @throws CodedError unless each proof holds and convicts someone whom the chain does not convict yet */
export function checkEvidence(core: Core, header: BlockHeader, parent: BlockNode): void {
	if (header.evidence.length === 0) return;
	if (header.evidence.length > CONSENSUS_LIMITS.evidence)
		throw refusal('proposal', header.round, 'it carries too much evidence');
	const convicted = convictedOn(core, parent);
	let previous = -1;
	for (const evidence of header.evidence) {
		if (evidence.offender <= previous) throw refusal('proposal', header.round, 'its evidence does not ascend');
		previous = evidence.offender;
		if (convicted.has(evidence.offender))
			throw refusal('proposal', header.round, `validator ${evidence.offender} is convicted already`);
		verified(core, evidence);
	}
}

/** Lets go of proofs that the committed chain holds. */
export function dropConvicted(core: Core): void {
	const { pool } = core.evidence;
	if (pool.size === 0) return;
	for (const offender of committedConvictions(core))
		if (pool.delete(offender)) core.effects.persist(evidenceRecordKey(offender), null);
}

/** Takes back in the proofs that outlived a restart; those that the chain has meanwhile, or of another epoch, go. */
export function restoreEvidence(core: Core, records: readonly PersistRecord[]): void {
	for (const { key, value } of records) {
		if (!value || !isEvidenceRecord(key)) continue;
		const evidence = decodeRecord(key, () => decodeEvidence(value));
		if (holds(core, evidence)) core.evidence.pool.set(evidence.offender, evidence);
		else core.effects.persist(key, null);
	}
	dropConvicted(core);
}

/** Convicted by the chain that ends in `parent`: the same for every validator, whatever it has committed. */
function convictedOn(core: Core, parent: BlockNode): ReadonlySet<ValidatorIndex> {
	const pending = core.tree.pathTo(parent).flatMap((node) => node.header?.evidence ?? []);
	return new Set([...committedConvictions(core), ...pending.map(({ offender }) => offender)]);
}

function committedConvictions(core: Core): readonly ValidatorIndex[] {
	return (core.tree.tip.ledger as CreditLedger).convicted;
}

function holds(core: Core, evidence: Evidence): boolean {
	try {
		verified(core, evidence);
		return true;
	} catch (error) {
		if (error instanceof CodedError) return false;
		throw error;
	}
}

function verified(core: Core, evidence: Evidence): Offence {
	const { scope, verifier } = core.checks;
	return verifyEvidence(evidence, scope, (publicKey, signed, signature) =>
		verifier.verify(publicKey, signed, signature),
	);
}
