import type { Transaction } from '../../codec/transaction.ts';
import { CodedError } from '../../errors/coded-error.ts';
import type { BatchPart, Selection } from '../bundle-form.ts';
import { because } from '../reasons.ts';
import { BalanceCheck } from './balance-check.ts';
import { CallCheck } from './call-check.ts';
import { CertificateCheck } from './certificate-check.ts';
import { isChecked } from './checked-events.ts';
import { ClearingCheck } from './clearing-check.ts';
import { CompletenessCheck } from './completeness-check.ts';
import { CrossingCheck } from './crossing-check.ts';
import { DeedCheck } from './deed-check.ts';
import { DocumentCheck } from './document-check.ts';
import { LotCheck } from './lot-check.ts';
import type { PlacedCall, ReadBlock } from './read-block.ts';
import { ReadingCheck } from './reading-check.ts';
import type { AuditScope } from './scope.ts';
import { SettlementCheck } from './settlement-check.ts';

/** Reads the chain's calls and events in their order and hands each to the checks that it concerns. */
export class ContentCheck {
	readonly deeds: DeedCheck;
	readonly documents: DocumentCheck;
	readonly completeness: CompletenessCheck;
	readonly crossings: CrossingCheck;
	readonly #scope: AuditScope;
	readonly #selection: Selection;
	readonly #calls: CallCheck;
	readonly #readings: ReadingCheck;
	readonly #clearing: ClearingCheck;
	readonly #settlement: SettlementCheck;
	readonly certificates: CertificateCheck;
	readonly lots: LotCheck;
	readonly #balance: BalanceCheck;

	constructor(scope: AuditScope, selection: Selection) {
		this.#scope = scope;
		this.#selection = selection;
		this.deeds = new DeedCheck(scope);
		this.crossings = new CrossingCheck(scope, { isWhole: selection.kind === 'all' });
		this.completeness = new CompletenessCheck(scope, selection);
		this.#calls = new CallCheck(scope);
		this.#readings = new ReadingCheck(scope, { isFromMiddle: selection.kind === 'period' });
		this.#clearing = new ClearingCheck(scope);
		this.documents = new DocumentCheck(scope);
		this.certificates = new CertificateCheck(scope, { isPartial: selection.kind !== 'all' });
		this.#balance = new BalanceCheck(scope);
		const { deeds } = this.deeds;
		this.lots = new LotCheck(scope, { deeds, isPartial: selection.kind !== 'all' });
		this.#settlement = new SettlementCheck(scope, { deeds, lots: this.lots });
	}

	block(height: number, read: ReadBlock): void {
		const { board } = this.#scope;
		const parts = [...read.batches];
		for (const call of read.calls) this.#call(call, parts);
		if (parts.length > 0) board.guard('readings', () => this.#refuseSpare(parts), { height });
	}

	#call(call: PlacedCall, parts: BatchPart[]): void {
		const { board, keys } = this.#scope;
		const where = { height: call.height };
		const signed: Transaction | null = this.#calls.read(call);
		const isAll = this.#selection.kind === 'all';
		for (const { event } of call.events) {
			if (!isChecked(event)) continue;
			board.guard(
				'identities',
				() => {
					if (keys.take(event)) board.count('identities', 'changes');
				},
				where,
			);
			board.guard('deeds', () => this.deeds.take(event, call.height), where);
			board.guard('documents', () => this.documents.take(event, call.height), where);
			if (isAll) {
				board.guard('clearing', () => this.#clearing.take(event), where);
				board.guard('mass-balance', () => this.#balance.take(event), where);
			}
			if (this.#selection.kind !== 'period') board.guard('certificates', () => this.certificates.take(event), where);
			if (this.#selection.kind !== 'period') board.guard('settlement', () => this.lots.take(event), where);
			board.guard('settlement', () => this.#settlement.take(event, isAll), where);
		}
		board.guard('readings', () => this.#readings.take(call.events, signed, parts), where);
		board.guard('crossings', () => this.crossings.take(call, signed), where);
		board.guard('completeness', () => this.completeness.call(call, signed), where);
	}

	/** After the chain's last block. */
	end(): void {
		this.certificates.end();
		if (this.#selection.kind !== 'all') return;
		const { board } = this.#scope;
		board.guard('mass-balance', () => this.#balance.end());
		board.guard('mass-balance', () => this.lots.end());
	}

	#refuseSpare(parts: readonly BatchPart[]): void {
		throw new CodedError('BUNDLE_CONTENT', because('spare-batch-proofs', { proofs: parts.length }));
	}
}
