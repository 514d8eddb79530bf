import { equalBytes } from '../../codec/bytes.ts';
import { decode } from '../../codec/cbor.ts';
import type { ContractEvent } from '../../codec/events.ts';
import type { Transaction } from '../../codec/transaction.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { STATE_VALUE_MAX_BYTES } from '../../proofs/state-proof.ts';
import type { HistoryNode, Selection } from '../bundle-form.ts';
import { ConnectedChains } from '../connected-chains.ts';
import { type Because, because, whatOf } from '../reasons.ts';
import type { SelectedParts } from '../selected-parts.ts';
import { partsOf, takesWholeBlock } from '../selection.ts';
import { requireCertificate } from './complete-certificate.ts';
import { requireParticipant } from './complete-participant.ts';
import { missing } from './complete-parts.ts';
import { requireTrade } from './complete-trade.ts';
import type { KeptCall, PlacedCall, ProvenStates, ReadBlock } from './read-block.ts';
import type { AuditScope } from './scope.ts';

/** Parts of a selection of parts that one bundle may have. */
const MAX_KEPT = 500_000;

export interface CertifiedBlocks {
	readonly count: number;
	readonly states: HistoryNode['states'];
	readonly blocks: readonly (readonly [height: number, time: number])[];
}

/** Nothing that the selection promises is missing, and nothing is there that it does not ask for. */
export class CompletenessCheck {
	readonly #scope: AuditScope;
	readonly #selection: Selection;
	readonly #calls: KeptCall[] = [];
	readonly #parts: SelectedParts | null;
	readonly #connected = new ConnectedChains();
	#kept = 0;

	constructor(scope: AuditScope, selection: Selection) {
		this.#scope = scope;
		this.#selection = selection;
		this.#parts = partsOf(selection, scope.genesis);
	}

	/** A block that has receipts or events here. @throws CodedError BUNDLE_INCOMPLETE or BUNDLE_SURPLUS */
	block({ height, time }: { readonly height: number; readonly time: number }, read: ReadBlock): void {
		if (read.strayEvents > 0 || read.strayTransactions > 0) throw extra(because('parts-of-block', { height }));
		if (!takesWholeBlock(this.#selection, time)) return;
		if (!read.isWhole) throw missing(because('parts-of-block', { height }));
		for (const { receipt, transaction } of read.calls)
			if (receipt.transactionId !== null && !transaction) throw missing(because('a-call-of-block', { height }));
	}

	/** A call in the order of the chain. @throws CodedError BUNDLE_SURPLUS */
	call(call: PlacedCall, signed: Transaction | null): void {
		if (!this.#parts) for (const { event } of call.events) this.#connected.note(event);
		if (!this.#parts) return;
		for (const { event } of call.events) this.#parts.note(event, call.receipt, call.time);
		if (takesWholeBlock(this.#selection, call.time)) return;
		this.#kept += 1 + call.events.length;
		if (this.#kept > MAX_KEPT) throw extra(because('more-than-parts', { max: MAX_KEPT }));
		this.#calls.push({ ...call, signed });
	}

	/**
	 * @param certified.count blocks of the certified history
	 * @param certified.blocks height and time of every block that the bundle has, ascending
	 * @throws CodedError BUNDLE_INCOMPLETE or BUNDLE_SURPLUS
	 */
	end({ count, states, blocks }: CertifiedBlocks): void {
		const selection = this.#selection;
		const whole = blocks.filter(([, time]) => takesWholeBlock(selection, time));
		whole.forEach(([height], index) => {
			const due = (whole[0] as readonly [number, number])[0] + index;
			if (height !== due) throw missing(because('block', { due }));
		});
		if (selection.kind === 'all' && (whole.length !== count || blocks.length !== count))
			throw missing(because('blocks-of-the-chain'));
		if (selection.kind === 'period' && (whole[0]?.[1] !== selection.from || whole.at(-1)?.[1] !== selection.to))
			throw missing(because('first-or-last-block-of-the-period'));
		this.#scope.board.count('completeness', 'whole-blocks', whole.length);
		const proven = new Map(states.map(({ path, value }) => [path, read(value)]));
		if (this.#parts) this.#requireParts(this.#parts, proven);
		else this.#requirePaths(this.#connected.statePaths(), proven);
	}

	#requirePaths(paths: readonly string[], states: ProvenStates): void {
		if (paths.length !== states.size || paths.some((path) => !states.has(path)))
			throw missing(because('values-of-the-state'));
	}

	#requireParts(parts: SelectedParts, states: ProvenStates): void {
		const lost = parts.missing();
		if (lost !== null) throw missing(because('selected-thing', { thing: lost }));
		for (const { height, time, receipt, transaction, events } of this.#calls) {
			const unwanted = events.find(({ event }) => !parts.wantsEvent(event, time, receipt));
			if (unwanted) throw extra(because('event-of-block', { index: unwanted.index, height }));
			const isAll = parts.wantsAllOf(receipt);
			if (isAll && events.length !== receipt.eventCount)
				throw missing(because('events-of-a-call-of-block', { height }));
			if (!isAll && events.length === 0) throw extra(because('a-receipt-of-block', { height }));
			const carries = receipt.transactionId !== null && parts.carriesCall(receipt);
			if (carries !== (transaction !== null))
				throw carries ? missing(because('a-call-of-block', { height })) : extra(because('a-call-of-block', { height }));
		}
		this.#requirePaths(parts.statePaths(), states);
		this.#requireKeys(states);
		const events = this.#calls.flatMap((call) => call.events.map(({ event }): ContractEvent => event));
		if (this.#selection.kind === 'certificate') requireCertificate(this.#selection.id, events, states);
		if (this.#selection.kind === 'trade') requireTrade(this.#selection.id, events, states);
		if (this.#selection.kind === 'participant')
			requireParticipant(this.#selection.id, { calls: this.#calls, events, states, genesis: this.#scope.genesis });
		this.#scope.board.count('completeness', 'single-events', events.length);
	}

	/** A rotation that is left out shows at the end. */
	#requireKeys(states: ProvenStates): void {
		for (const [path, value] of states) {
			const [, person] = /^identity\/participant\/(.+)$/.exec(path) ?? [];
			const [, meter] = /^identity\/meter\/(.+)$/.exec(path) ?? [];
			const { publicKey = null } = (value ?? {}) as { readonly publicKey?: Uint8Array | null };
			if (person !== undefined && !(publicKey && equalBytes(publicKey, this.#scope.keys.keyOf(person))))
				throw missing(because('newest-key-of', { person }));
			if (meter === undefined) continue;
			const known = this.#scope.keys.meter(meter).publicKey;
			if (known && publicKey ? !equalBytes(known, publicKey) : known !== publicKey)
				throw missing(because('key-of', { meter }));
		}
	}
}

function read(value: Uint8Array | null): unknown {
	return value === null ? null : decode(value, STATE_VALUE_MAX_BYTES);
}

function extra(because: Because): CodedError {
	return new CodedError('BUNDLE_SURPLUS', whatOf(because));
}
