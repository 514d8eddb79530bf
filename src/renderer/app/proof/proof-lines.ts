import type { AuditStep, AuditStepName } from '../../workers/audit-messages.ts';
import type { Audit } from '../../workers/proof-desk.ts';

export type StepOf<N extends AuditStepName> = Extract<AuditStep, { readonly step: N }>;

/** One line of the proof as it is read: handovers are one, however many. */
export interface AuditLine {
	readonly step: AuditStepName;
	readonly state: 'holds' | 'refused' | 'not-reached';
	/** Steps that hold; empty where none does. */
	readonly steps: readonly AuditStep[];
	readonly ms: number;
}

const ORDER: readonly AuditStepName[] = [
	'signature-rule',
	'trust-root',
	'handover',
	'certificate',
	'root',
	'value',
	'history',
	'item',
];
/** Steps that only a receipt or event takes. */
const OF_ITEM: readonly AuditStepName[] = ['history', 'item'];

/** Every line in order; handovers only where there are any. @param isItem whether a receipt or event is proven, not a leaf */
export function auditLines({ steps, refusal }: Pick<Audit, 'steps' | 'refusal'>, isItem = false): readonly AuditLine[] {
	return ORDER.flatMap((step): AuditLine[] => {
		if (!isItem && OF_ITEM.includes(step)) return [];
		const held = steps.filter((each) => each.step === step);
		const isRefused = refusal?.step === step;
		if (step === 'handover' && held.length === 0 && !isRefused) return [];
		const state = isRefused ? 'refused' : held.length > 0 ? 'holds' : 'not-reached';
		return [{ step, state, steps: held, ms: sumOf(held) }];
	});
}

/** Wall ms of the steps that this audit took itself. */
export function freshMs({ steps, remembered }: Pick<Audit, 'steps' | 'remembered'>): number {
	return sumOf(steps.slice(remembered));
}

export function stepOf<N extends AuditStepName>(steps: readonly AuditStep[], name: N): StepOf<N> | null {
	return steps.findLast((each): each is StepOf<N> => each.step === name) ?? null;
}

function sumOf(steps: readonly AuditStep[]): number {
	return steps.reduce((sum, { ms }) => sum + ms, 0);
}
