import type { RelayedLeaf } from '../../../../shared/codec/bridge-calls.ts';
import { type ClientRoot, type ClientUpdate, STATE_PROOF_MAX_BYTES } from '../../../../shared/codec/bridge-client.ts';
import type { HashChain } from '../../../../shared/codec/bridge-packet.ts';
import { equalBytes } from '../../../../shared/codec/bytes.ts';
import { decode, encode, type Plain } from '../../../../shared/codec/cbor.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { readStateProof, verifyStateProof } from '../../../../shared/proofs/state-proof.ts';
import type { CallContext } from '../engine/call-context.ts';
import { findRoot, requireTrusted } from './client-state.ts';
import { chargedModules, updateClient } from './client-update.ts';

/**
 * Steps within which any one packet is received, or given back: at most that of a lot with all the certificates it may
 * have, each of which comes back into a new hand, expires, and is forgotten with its holders.
 */
export const STEPS_OF_PACKET = 100_000;

/**
 * Verifies that the other chain's state holds the hash chain in a leaf, absent while it is empty, and returns the root
 * that it is under; null when the update that came with it proved a fork, and froze the client.
 * @throws CodedError as `updateClient`, BRIDGE_ROOT_UNKNOWN, BRIDGE_PROOF; an update below the newest state is no error
 */
export function verifyRelayed(
	context: CallContext,
	{ chain, update, height, proof }: RelayedLeaf,
	path: string,
	value: HashChain,
): ClientRoot | null {
	requireTrusted(context, chain);
	const end =
		update && !isKnown(context, chain, height, update)
			? updateClient(context, chain, update, { takesOlder: true })
			: { isFrozen: false, state: null };
	if (end.isFrozen) return null;
	const root = end.state?.height === height ? end.state.root : findRoot(context, chain, height);
	if (!root) throw new CodedError('BRIDGE_ROOT_UNKNOWN', { chain, height });
	const leaf = value.count === 0 ? null : encode(value as unknown as Plain);
	const inState = readStateProof(decode(proof, STATE_PROOF_MAX_BYTES), 'proof');
	if (!verifyStateProof(inState, path, leaf, root.stateRoot, chargedModules(context).sha256))
		throw new CodedError('BRIDGE_PROOF', { chain, path, height });
	return root;
}

/**
 * Does work of a call item by item, as far as its steps are sure to go, one at least; the rest is for another call.
 * Returns how many were done.
 */
export function workThrough<T>(context: CallContext, items: readonly T[], work: (item: T) => void): number {
	let done = 0;
	for (const item of items) {
		if (done > 0 && context.stepsLeft < STEPS_OF_PACKET) break;
		work(item);
		done++;
	}
	return done;
}

/** Another relayer brought the same state before: what rests on it need not fail. */
function isKnown(context: CallContext, chain: string, height: number, { headers }: ClientUpdate): boolean {
	const stateRoot = headers[0]?.stateRoot;
	const known = findRoot(context, chain, height);
	return known !== undefined && stateRoot !== undefined && equalBytes(known.stateRoot, stateRoot);
}
