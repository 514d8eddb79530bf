import { concat, fromHex } from '../../shared/codec/bytes.ts';
import { GENESIS_LIMITS } from '../../shared/codec/genesis.ts';
import type { ItemProofView, StateProofView } from '../../shared/contract/index.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import type { ConsoleClient } from '../rpc/client.ts';
import { codedFailure } from '../rpc/failure.ts';
import type { AuditedEpoch, AuditOutcome, AuditQuestion, AuditRefusal, AuditStep } from './audit-messages.ts';
import { openQuestionPort, type QuestionPort } from './question-port.ts';

export type AuditPort = Pick<QuestionPort<AuditQuestion, AuditOutcome>, 'ask'>;
export type ProofSource = Pick<ConsoleClient['proofs'], 'genesis' | 'handovers'>;

/** All steps from the trust root to the value, as far as they hold. */
export interface Audit extends AuditOutcome {
	/** Leading steps that were verified earlier in this session. */
	readonly remembered: number;
	/** Verified epochs; an epoch's place is its number. */
	readonly epochs: readonly AuditedEpoch[];
}

export interface ProofDesk {
	/**
	 * Verifies that `proof` shows the value of `path`. Audits run one after the other.
	 * Rejects when the node cannot be asked: that says nothing about the proof.
	 */
	audit(path: string, proof: StateProofView): Promise<Audit>;
	/** Verifies that a receipt or event stands in the chain. Rejects as `audit` does. */
	auditItem(proof: ItemProofView): Promise<Audit>;
}

export interface ProofDeskOptions {
	readonly chainId: string;
	/** Digest of the genesis document as the operator compared it, read when the trust root is taken; null before. */
	expected(): string | null;
}

/** Handovers of one request: each takes a few signatures to verify. */
const HANDOVERS = 16;

/** Fetches what a proof lacks and has it verified; what holds is remembered as long as the desk. */
export function createProofDesk(
	{ chainId, expected }: ProofDeskOptions,
	{ source, port }: { readonly source: ProofSource; readonly port: AuditPort },
): ProofDesk {
	let held: readonly AuditStep[] = [];
	let line: Promise<unknown> = Promise.resolve();

	/** Takes the steps of one answer; its refusal, or null. */
	async function hold(question: AuditQuestion): Promise<AuditOutcome> {
		const outcome = await port.ask(question);
		if (!outcome.refusal) held = [...held, ...outcome.steps];
		return outcome;
	}

	async function reach(epoch: number): Promise<AuditRefusal | null> {
		for (let newest = epochsOf(held).length - 1; newest < epoch; newest = epochsOf(held).length - 1) {
			const handovers = await source.handovers({ after: newest, limit: HANDOVERS }).catch((error: unknown) => {
				const { code, details } = codedFailure(error);
				if (code === 'CONSOLE_OFFLINE' || code === 'CONSOLE_TIMEOUT') throw error;
				return { step: 'handover', epoch: newest + 1, code, details } as const;
			});
			if ('step' in handovers) return handovers;
			let next = newest + 1;
			for (const handover of handovers) {
				if (handover.epoch !== next) return outOfOrder(handover.epoch, next);
				const { refusal } = await hold({ kind: 'handover', epoch: next, proof: handover.proof });
				if (refusal) return refusal;
				next += 1;
			}
			if (next === newest + 1) return outOfOrder(epoch, next);
		}
		return null;
	}

	async function audit(question: Asked, epoch: number): Promise<Audit> {
		const remembered = held.length;
		const answer = (steps: readonly AuditStep[], refusal: AuditRefusal | null): Audit => ({
			steps: [...held, ...steps],
			refusal,
			remembered,
			epochs: epochsOf(held),
		});
		if (held.length === 0) {
			const genesis = await readGenesis(source);
			if (!genesis) return answer([], { ...OVERSIZE, step: 'trust-root', epoch: null });
			const outcome = await hold({ kind: 'trust', chainId, genesis, expected: expected() });
			if (outcome.refusal) return answer(outcome.steps, outcome.refusal);
		}
		const refusal = await reach(epoch);
		if (refusal) return answer([], refusal);
		const { steps, refusal: failed } = await port.ask(question);
		return answer(steps, failed);
	}

	function queue(question: Asked, epoch: number): Promise<Audit> {
		const result = line.then(() => audit(question, epoch));
		line = result.catch(() => undefined);
		return result;
	}

	return {
		audit: (path, proof) => queue({ kind: 'state', path, proof }, proof.epoch),
		auditItem: (proof) => queue({ kind: 'item', proof }, proof.state.epoch),
	};
}

type Asked = Extract<AuditQuestion, { kind: 'state' | 'item' }>;

const OVERSIZE = {
	code: 'CODEC_INVALID',
	details: { path: 'genesis', expected: `at most ${GENESIS_LIMITS.bytes} bytes in parts` },
} as const;

/** The whole document; null when its parts do not make one within the limit. */
export async function readGenesis(source: Pick<ProofSource, 'genesis'>): Promise<Uint8Array | null> {
	const parts: Uint8Array[] = [];
	for (let bytes = 0; ; ) {
		const { totalBytes, part } = await source.genesis({ offset: bytes });
		const read = fromHex(part);
		bytes += read.length;
		if (read.length === 0 || totalBytes > GENESIS_LIMITS.bytes || bytes > totalBytes) return null;
		parts.push(read);
		if (bytes === totalBytes) return concat(...parts);
	}
}

function outOfOrder(epoch: number, next: number): AuditRefusal {
	const { code, details } = new CodedError('AUDIT_OUT_OF_ORDER', { epoch, newest: next - 1 });
	return { step: 'handover', epoch: next, code, details };
}

function epochsOf(steps: readonly AuditStep[]): AuditedEpoch[] {
	return steps.flatMap((each) => (each.step === 'trust-root' || each.step === 'handover' ? [each.epoch] : []));
}

let openAuditPort = (): AuditPort =>
	openQuestionPort(new Worker(new URL('./audit.worker.ts', import.meta.url), { type: 'module' }));
let session: { readonly chainId: string; readonly desk: ProofDesk } | null = null;

/** The one desk of this session: what it verified stays verified until the page is left or the chain is another. */
export function sessionProofDesk(options: ProofDeskOptions, source: ProofSource): ProofDesk {
	if (session?.chainId !== options.chainId)
		session = { chainId: options.chainId, desk: createProofDesk(options, { source, port: openAuditPort() }) };
	return session.desk;
}

/** Has another auditor answer, as component tests do, and forgets what was verified. */
export function provideAuditor(open: () => AuditPort): void {
	openAuditPort = open;
	session = null;
}
