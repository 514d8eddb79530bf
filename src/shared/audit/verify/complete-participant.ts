import type { ContractEvent } from '../../codec/events.ts';
import type { GenesisDocument } from '../../codec/genesis-document.ts';
import { CodedError } from '../../errors/coded-error.ts';
import type { KeptCall, ProvenStates } from './read-block.ts';

/**
 * Every call of a participant, counted by its nonce, and every movement of its money, from genesis to its balance.
 * @throws CodedError BUNDLE_INCOMPLETE
 */
export function requireParticipant(
	id: string,
	given: {
		readonly calls: readonly KeptCall[];
		readonly events: readonly ContractEvent[];
		readonly states: ProvenStates;
		readonly genesis: GenesisDocument;
	},
): void {
	const { calls, events, states, genesis } = given;
	const own = calls.filter(({ receipt }) => receipt.sender === id);
	const nonces = new Set(own.flatMap(({ signed, receipt }) => (signed && isEntered(receipt) ? [signed.nonce] : [])));
	const due = (states.get(`ledger/nonce/${id}`) as number | null) ?? 0;
	for (let nonce = 0; nonce < due; nonce++) if (!nonces.has(nonce)) throw missing(`call ${nonce} of ${id}`);
	const fees = own.reduce((sum, { receipt }) => sum + (isEntered(receipt) ? receipt.fee : 0), 0);
	const begun = genesis.participants.find((each) => each.id === id)?.balance ?? 0;
	const moved = events.reduce((sum, event) => {
		if (event.kind === 'pool-paid') return sum + event.amount;
		if (event.kind !== 'transfer' || event.from === event.to) return sum;
		return sum + (event.to === id ? event.amount : 0) - (event.from === id ? event.amount : 0);
	}, 0);
	const balance = (states.get(`ledger/account/${id}`) as number | null) ?? 0;
	if (begun + moved - fees !== balance) throw missing(`movements of the money of ${id}`);
	requireDeeds(id, events);
}

/** Admitted: its nonce is used up and its fee taken, whatever became of the call. */
function isEntered({ ok, fee }: { readonly ok: boolean; readonly fee: number }): boolean {
	return ok || fee > 0;
}

/** Each trade has its deed, and is told by the statement once it is settled. */
function requireDeeds(id: string, events: readonly ContractEvent[]): void {
	const opened = new Set(events.flatMap((event) => (event.kind === 'product-opened' ? [event.product] : [])));
	for (const event of events) {
		if (event.kind === 'trade-made' && !opened.has(event.product)) throw missing(`the terms of ${event.product}`);
		if (event.kind === 'product-settled' && event.residue !== 0) throw missing(`a balanced settlement for ${id}`);
	}
}

function missing(what: string): CodedError {
	return new CodedError('BUNDLE_INCOMPLETE', { what });
}
