import { sha256 } from '@noble/hashes/sha2.js';
import { HISTORY_PATH } from '../../../shared/codec/block-record.ts';
import { fromHex } from '../../../shared/codec/bytes.ts';
import type { DeedDetail, DeedEvidenceView } from '../../../shared/contract/index.ts';
import { type EvidenceFault, evidenceFaults } from '../../../shared/deeds/deed-evidence.ts';
import { statedEvidence } from '../../../shared/deeds/stated-evidence.ts';
import { verifyBySodiumRule } from '../../../shared/signatures/sodium-rule.ts';
import type { AuditStepName } from '../../workers/audit-messages.ts';
import type { Audit, ProofDesk } from '../../workers/proof-desk.ts';

/** What evidence rests on, from the deed's own bytes down to the trust root. */
export const EVIDENCE_LINES = ['document', 'signatures', 'event', 'history', 'certificate', 'keys'] as const;
export type EvidenceLineName = (typeof EVIDENCE_LINES)[number];

const FAULTS_OF: Readonly<Record<EvidenceFault, EvidenceLineName>> = {
	document: 'document',
	digest: 'document',
	signature: 'signatures',
	signers: 'signatures',
	event: 'event',
	inclusion: 'event',
};
const STEPS_OF: Readonly<Record<AuditStepName, EvidenceLineName>> = {
	'signature-rule': 'keys',
	'trust-root': 'keys',
	handover: 'keys',
	certificate: 'certificate',
	root: 'history',
	value: 'history',
	history: 'history',
	item: 'event',
};
const ALL_FAULTS = Object.keys(FAULTS_OF) as EvidenceFault[];

export interface CheckedEvidence {
	readonly view: DeedEvidenceView;
	readonly audit: Audit;
	/** Null for a line that was not reached since one below it does not hold. */
	readonly lines: Readonly<Record<EvidenceLineName, boolean | null>>;
	readonly ok: boolean;
	/** Wall ms of all that was verified now. */
	readonly ms: number;
}

/** What is wrong with the answer, apart from what certifies its root. */
export function faultsOf(view: DeedEvidenceView, { summary, document }: DeedDetail, chainId: string): EvidenceFault[] {
	if (view.deed !== summary.deed || view.chainId !== chainId || view.document !== document) return ['document'];
	try {
		return evidenceFaults(statedEvidence(view), fromHex(view.state.root), { sha256, verify: verifyBySodiumRule });
	} catch {
		return ALL_FAULTS;
	}
}

/** Verifies all of it on this machine: the root from the trust root on, beside this thread; the rest here. */
export async function checkEvidence(
	view: DeedEvidenceView,
	detail: DeedDetail,
	{ chainId, desk, now }: { readonly chainId: string; readonly desk: ProofDesk; now(): number },
): Promise<CheckedEvidence> {
	const startedAt = now();
	const audit = await desk.audit(HISTORY_PATH, view.state);
	const faults = new Set(faultsOf(view, detail, chainId).map((fault) => FAULTS_OF[fault]));
	const held = new Set(audit.steps.map(({ step }) => STEPS_OF[step]));
	const refused = audit.refusal && STEPS_OF[audit.refusal.step];
	const lines = Object.fromEntries(
		EVIDENCE_LINES.map((line): [EvidenceLineName, boolean | null] => {
			if (faults.has(line) || refused === line) return [line, false];
			const isAudited = line === 'history' || line === 'certificate' || line === 'keys';
			return [line, isAudited && !held.has(line) ? null : true];
		}),
	) as CheckedEvidence['lines'];
	return { view, audit, lines, ok: faults.size === 0 && audit.refusal === null, ms: now() - startedAt };
}
