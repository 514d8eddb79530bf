import {
	BRIDGE_CLIENT_LIMITS,
	type ChainClient,
	type ClientRoot,
	type ClientUpdate,
	STATE_PROOF_MAX_BYTES,
} from '../../../../shared/codec/bridge-client.ts';
import { equalBytes } from '../../../../shared/codec/bytes.ts';
import { decode } from '../../../../shared/codec/cbor.ts';
import { type ChainTip, readChainTip, TIP_PATH } from '../../../../shared/codec/chain-tip.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from '../../../../shared/proofs/certificates.ts';
import { verifyFinality } from '../../../../shared/proofs/commit-proof.ts';
import { decodeEpochChangeProof, verifyEpochChange } from '../../../../shared/proofs/epoch-change.ts';
import { readStateProof, verifyStateProof } from '../../../../shared/proofs/state-proof.ts';
import type { CallContext } from '../engine/call-context.ts';
import { findRoot, findScope, keepRoot, keepScope, requireTrusted, writeClient } from './client-state.ts';

/** Proofs of other chains, each hash and signature of them charged to the call. */
export function chargedModules(context: CallContext): ProofModules {
	return {
		sha256: (bytes) => context.sha256(bytes),
		verify: (publicKey, message, signature) => context.verify(publicKey, message, signature),
	};
}

/** What became of an update. */
export interface UpdateEnd {
	/** It proved another state of a height that the client keeps: the other chain has forked. */
	readonly isFrozen: boolean;
	/** The state that it proved; null where it only brought handovers, or froze the client. */
	readonly state: { readonly height: number; readonly root: ClientRoot } | null;
}

/**
 * Moves a client on to later epochs and a newer state; one that forked is frozen instead. With `takesOlder` a state
 * below the newest is as good for what comes with it: whoever updates first cannot keep others from going on.
 * @throws CodedError CONSENSUS_* or CODEC_* of a proof that does not hold, BRIDGE_CHAIN_UNKNOWN, BRIDGE_CLIENT_FROZEN,
 * BRIDGE_CLIENT_EXPIRED, BRIDGE_EPOCH, BRIDGE_PROOF or BRIDGE_STALE
 */
export function updateClient(
	context: CallContext,
	chain: string,
	update: ClientUpdate,
	{ takesOlder }: { readonly takesOlder: boolean },
): UpdateEnd {
	const handedOver = followHandovers(context, chain, requireTrusted(context, chain), update.handovers);
	const { epoch } = handedOver;
	if (update.headers.length === 0 && update.handovers.length > 0) {
		writeClient(context, chain, handedOver);
		return { isFrozen: false, state: null };
	}
	const { tip, root } = verifyState(context, chain, epoch, update);
	const known = findRoot(context, chain, tip.height);
	if (known && !equalBytes(known.stateRoot, root.stateRoot)) {
		freeze(context, chain, handedOver, { epoch, height: tip.height, first: known.stateRoot, second: root.stateRoot });
		return { isFrozen: true, state: null };
	}
	if (tip.height <= handedOver.height && (!takesOlder || known))
		throw new CodedError('BRIDGE_STALE', { chain, height: tip.height, newest: handedOver.height });
	const moved = keepRoot(context, chain, handedOver, tip.height, root);
	writeClient(context, chain, { ...moved, updatedAt: trustedFrom(context, handedOver, tip) });
	const { stateRoot } = root;
	context.emit({ kind: 'chain-anchored', chain, epoch, ...tip, stateRoot });
	return { isFrozen: false, state: { height: tip.height, root } };
}

/**
 * The trust period counts from the time of the newest state, so that old headers, which keys of the past could sign, lend
 * no trust; nor do they take any that the client has. A state from the future lends no more than one of now.
 */
function trustedFrom({ time }: CallContext, { updatedAt }: ChainClient, tip: ChainTip): TimeMs {
	return Math.max(updatedAt, Math.min(time, tip.time));
}

/** Nothing crosses any more: the two digests are what the other chain made final of one height. */
export function freeze(
	context: CallContext,
	chain: string,
	client: ChainClient,
	fork: { readonly epoch: number; readonly height: number; readonly first: Uint8Array; readonly second: Uint8Array },
): void {
	writeClient(context, chain, { ...client, frozenAt: fork.height });
	context.emit({ kind: 'client-frozen', chain, ...fork, by: context.sender ?? '' });
}

function followHandovers(
	context: CallContext,
	chain: string,
	client: ChainClient,
	handovers: readonly Uint8Array[],
): ChainClient {
	const modules = chargedModules(context);
	let followed = client;
	for (const encoded of handovers) {
		const scope = requireScope(context, chain, followed.epoch);
		const proof = decodeEpochChangeProof(encoded);
		requireEpoch(chain, proof.headers[0]?.epoch, followed.epoch);
		followed = keepScope(context, followed, verifyEpochChange(proof, scope, modules).scope);
	}
	return followed;
}

/** What the newest epoch's validators certify: a state root, and what the state under it says of height and time. */
function verifyState(
	context: CallContext,
	chain: string,
	epoch: number,
	{ headers, commitProof, tip: encodedTip, tipProof }: ClientUpdate,
): { readonly tip: ChainTip; readonly root: ClientRoot } {
	const modules = chargedModules(context);
	requireEpoch(chain, headers[0]?.epoch, epoch);
	verifyFinality(headers, commitProof, requireScope(context, chain, epoch), modules);
	const stateRoot = headers[0]?.stateRoot as Uint8Array;
	const proof = readStateProof(decode(tipProof, STATE_PROOF_MAX_BYTES), 'tipProof');
	if (!verifyStateProof(proof, TIP_PATH, encodedTip, stateRoot, modules.sha256))
		throw new CodedError('BRIDGE_PROOF', { chain, path: TIP_PATH, height: headers[0]?.height ?? 0 });
	const tip = readChainTip(decode(encodedTip, BRIDGE_CLIENT_LIMITS.tipBytes), TIP_PATH);
	return { tip, root: { stateRoot, time: tip.time } };
}

/** Keys of the client's own epoch, which it keeps. */
function requireScope(context: CallContext, chain: string, epoch: number): ValidatorScope {
	const scope = findScope(context, chain, epoch);
	if (!scope) throw new CodedError('BRIDGE_CHAIN_UNKNOWN', { chain });
	return scope;
}

/** @throws CodedError BRIDGE_EPOCH */
function requireEpoch(chain: string, given: number | undefined, expected: number): void {
	if (given !== expected) throw new CodedError('BRIDGE_EPOCH', { chain, given: given ?? -1, expected });
}
