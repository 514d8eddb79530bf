import type { Transaction } from '../../codec/transaction.ts';
import type { BatchPart, Selection } from '../bundle-form.ts';
import { deedTrades } from '../deed-trades.ts';
import { takesWholeBlock } from '../selection.ts';
import { CallCheck } from './call-check.ts';
import { ClearingCheck } from './clearing-check.ts';
import { CompletenessCheck } from './completeness-check.ts';
import { DeedCheck } from './deed-check.ts';
import type { PlacedCall, ReadBlock } from './read-block.ts';
import { ReadingCheck } from './reading-check.ts';
import type { AuditScope } from './scope.ts';
import { SettlementCheck } from './settlement-check.ts';

/** Reads the chain's calls and events in their order and hands each to the checks that it concerns. */
export class ContentCheck {
	readonly deeds: DeedCheck;
	readonly completeness: CompletenessCheck;
	readonly #scope: AuditScope;
	readonly #selection: Selection;
	readonly #calls: CallCheck;
	readonly #readings: ReadingCheck;
	readonly #clearing: ClearingCheck;
	readonly #settlement: SettlementCheck;

	constructor(scope: AuditScope, selection: Selection) {
		this.#scope = scope;
		this.#selection = selection;
		this.deeds = new DeedCheck(scope);
		this.completeness = new CompletenessCheck(scope, selection);
		this.#calls = new CallCheck(scope);
		this.#readings = new ReadingCheck(scope);
		this.#clearing = new ClearingCheck(scope);
		this.#settlement = new SettlementCheck(scope, { deeds: this.deeds.deeds });
	}

	block(at: { readonly height: number; readonly time: number }, read: ReadBlock): void {
		const { board } = this.#scope;
		const isWhole = takesWholeBlock(this.#selection, at.time);
		const parts = [...read.batches];
		for (const call of read.calls) this.#call(call, parts, isWhole);
		if (parts.length > 0) board.guard('readings', () => this.#refuseSpare(parts), { height: at.height });
	}

	#call(call: PlacedCall, parts: BatchPart[], isWhole: boolean): void {
		const { board, keys } = this.#scope;
		const where = { height: call.height };
		const signed: Transaction | null = this.#calls.read(call);
		const isAll = this.#selection.kind === 'all';
		for (const { event } of call.events) {
			board.guard(
				'identities',
				() => {
					if (keys.take(event)) board.count('identities', 'changes');
				},
				where,
			);
			board.guard('deeds', () => this.deeds.take(event, call.height), where);
			if (event.kind === 'deed-drafted')
				board.guard('deeds', () => this.#settlement.noteDeed(event.deed, deedTrades(event)), where);
			if (isAll) board.guard('clearing', () => this.#clearing.take(event), where);
			board.guard('settlement', () => this.#settlement.take(event, isAll), where);
		}
		board.guard('readings', () => this.#readings.take(call.events, signed, parts), where);
		if (!isWhole) board.guard('completeness', () => this.completeness.call(call, signed), where);
	}

	#refuseSpare(parts: readonly BatchPart[]): void {
		throw new Error(`${parts.length} proofs of batches that no reading needs`);
	}
}
