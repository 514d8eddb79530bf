import type { Block } from '../../../shared/codec/block.ts';
import { concat, type Digest, equalBytes, type Sha256 } from '../../../shared/codec/bytes.ts';
import { decode, encode } from '../../../shared/codec/cbor.ts';
import { EPOCH_PATH, type EpochDescription, encodeEpochDescription } from '../../../shared/codec/epoch.ts';
import type { ConsensusParameters, GenesisValidator } from '../../../shared/codec/genesis-document.ts';
import type { StateProof } from '../../../shared/proofs/state-proof.ts';
import { applyCredit } from '../../core/consensus/credit.ts';
import { encodeCreditLedger } from '../../core/consensus/credit-codec.ts';
import { type CreditLedger, genesisLedger } from '../../core/consensus/credit-ledger.ts';
import { epochLedger } from '../../core/contracts/incentive/epoch-ledger.ts';
import { createStateTree, type StateTree } from '../../core/state/state-tree.ts';

/** Blocks from the one that enacts a change to the epoch's last. */
const EPOCH_ENDS_AFTER_BLOCKS = 4;
const CHANGE_MARK = 'change';
const CHANGE_MAX_BYTES = 16_384;

/** A change of the validators or parameters, enacted by the block that carries it: governance without the votes. */
export type SimulatedChange =
	| { readonly kind: 'join'; readonly validator: GenesisValidator }
	| { readonly kind: 'leave'; readonly id: string }
	| { readonly kind: 'rotate'; readonly id: string; readonly publicKey: Uint8Array }
	| { readonly kind: 'parameters'; readonly parameters: ConsensusParameters };

/** The transaction that carries a change. */
export function changeTransaction(change: SimulatedChange): Uint8Array {
	return encode([CHANGE_MARK, { ...change } as never]);
}

/**
 * Stand-in for the contracts, small but with the real tree: a digest of all blocks, the epoch in force, its credit. One
 * value per height, so that a restart finds the state where the store has it.
 */
export interface SimulatedState {
	readonly height: number;
	readonly blocks: Digest;
	readonly epoch: EpochDescription;
	readonly credit: CreditLedger;
	/** Changes enacted for the next epoch; the first fixed where this one ends. */
	readonly changes: readonly SimulatedChange[];
	readonly endsAt: number | null;
}

/** Deterministic digest of a chain: H(digest before ‖ block id). */
export function nextStateRoot(previous: Digest, blockId: Digest, sha256: Sha256): Digest {
	return sha256(concat(previous, blockId));
}

export function genesisOf(epoch: EpochDescription, seed: Digest): SimulatedState {
	const credit = genesisLedger(epoch.validators.length, epoch.credit);
	return { height: 0, blocks: seed, epoch, credit, changes: [], endsAt: null };
}

/** The state after the next block; the last block of an epoch begins the next one. */
export function executeBlock(state: SimulatedState, block: Block, blockId: Digest, sha256: Sha256): SimulatedState {
	const { height, time } = block.header;
	const { ledger } = applyCredit(state.credit, block.header, block.transactions.length, state.epoch.credit);
	const changes = [...state.changes];
	for (const change of block.transactions.flatMap(readChange))
		if (changesSomething(change, applyChanges(state.epoch, changes))) changes.push(change);
	const endsAt = state.endsAt ?? (changes.length > 0 ? height + EPOCH_ENDS_AFTER_BLOCKS : null);
	const blocks = nextStateRoot(state.blocks, blockId, sha256);
	if (height !== endsAt) return { height, blocks, epoch: state.epoch, credit: ledger, changes, endsAt };
	const terms = applyChanges(state.epoch, changes);
	const epoch: EpochDescription = {
		...state.epoch,
		...terms,
		epoch: state.epoch.epoch + 1,
		startHeight: height,
		startTime: time,
	};
	return {
		height,
		blocks,
		epoch,
		credit: epochLedger(ledger, state.epoch.validators, epoch),
		changes: [],
		endsAt: null,
	};
}

/** Height at which the epoch `epoch` ends, as a driver tells its core; null while it goes on. */
export function endOf(state: SimulatedState, epoch: number): number | null {
	return state.epoch.epoch > epoch ? state.epoch.startHeight : state.endsAt;
}

export function stateRoot(state: SimulatedState, sha256: Sha256): Digest {
	return treeOf(state, sha256).root();
}

export function proveEpoch(state: SimulatedState, sha256: Sha256): { value: Uint8Array; proof: StateProof } {
	const tree = treeOf(state, sha256);
	tree.root();
	return { value: encodeEpochDescription(state.epoch), proof: tree.prove(EPOCH_PATH) };
}

function treeOf({ blocks, epoch, credit }: SimulatedState, sha256: Sha256): StateTree {
	return createStateTree({ sha256 }, [
		{ path: 'chain/blocks', value: blocks },
		{ path: 'consensus/credit', value: encodeCreditLedger(credit) },
		{ path: EPOCH_PATH, value: encodeEpochDescription(epoch) },
	]);
}

function readChange(transaction: Uint8Array): SimulatedChange[] {
	// Ordinary transactions are plain text; a change is the only one that begins with an array.
	if (transaction[0] !== 0x82) return [];
	const [mark, change] = decode(transaction, CHANGE_MAX_BYTES) as unknown as [string, SimulatedChange];
	return mark === CHANGE_MARK ? [change] : [];
}

type Terms = Pick<EpochDescription, 'validators' | 'consensus'>;

function applyChanges({ validators, consensus }: Terms, changes: readonly SimulatedChange[]): Terms {
	return changes.reduce<Terms>((terms, change) => applyChange(terms, change), { validators, consensus });
}

function applyChange({ validators, consensus }: Terms, change: SimulatedChange): Terms {
	switch (change.kind) {
		case 'parameters':
			return { validators, consensus: change.parameters };
		case 'leave':
			return { validators: validators.filter(({ id }) => id !== change.id), consensus };
		case 'join':
			return { validators: [...validators, change.validator], consensus };
		case 'rotate': {
			const { id, publicKey } = change;
			return { validators: validators.map((one) => (one.id === id ? { ...one, publicKey } : one)), consensus };
		}
	}
}

/** False for a change that holds already: it may come twice, and must not end another epoch. */
function changesSomething(change: SimulatedChange, { validators, consensus }: Terms): boolean {
	switch (change.kind) {
		case 'parameters':
			return !equalBytes(encode({ ...change.parameters }), encode({ ...consensus }));
		case 'leave':
			return validators.length > 1 && validators.some(({ id }) => id === change.id);
		case 'join':
			return validators.every(({ id }) => id !== change.validator.id);
		case 'rotate':
			return validators.some(({ id, publicKey }) => id === change.id && !equalBytes(publicKey, change.publicKey));
	}
}
