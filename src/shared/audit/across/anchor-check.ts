import { BRIDGE_CLIENT_LIMITS, STATE_PROOF_MAX_BYTES } from '../../codec/bridge-client.ts';
import { equalBytes } from '../../codec/bytes.ts';
import { decode } from '../../codec/cbor.ts';
import { readChainTip, TIP_PATH } from '../../codec/chain-tip.ts';
import type { ProofModules } from '../../proofs/certificates.ts';
import { verifyFinality } from '../../proofs/commit-proof.ts';
import { readStateProof, verifyStateProof } from '../../proofs/state-proof.ts';
import type { CheckBoard } from '../check-board.ts';
import { because } from '../reasons.ts';
import { type AcrossChain, type AcrossPair, channelFault } from './across-chain.ts';
import type { AnchorRecord, ShownLeaf } from './channel-record.ts';

/**
 * Every state root that a chain took of another one was certified by the keys which that one's own handovers lead to,
 * is of a block of its history, and what was proven under it is what its own events come to at that block.
 */
export function checkAnchors(
	chains: readonly AcrossChain[],
	pairs: readonly AcrossPair[],
	{ board, ...modules }: ProofModules & { readonly board: CheckBoard },
): void {
	for (const { there, own } of pairs)
		for (const anchor of own.anchors) board.guard('anchors', () => requireRoot(there, anchor, board, modules));
	for (const { there, own, other } of pairs)
		for (const leaf of own.shown)
			board.guard('anchors', () => {
				const due = other?.valueAt(leaf.which, leaf.height) ?? null;
				if (there.isWhole && leaf.height <= there.height && !isSame(leaf, due))
					throw channelFault(there.chainId, because('leaf-is-not-what-it-tells', { height: leaf.height }));
			});
	const ids = new Set(chains.map(({ chainId }) => chainId));
	for (const { channels } of chains)
		for (const [chain, { anchors }] of channels)
			if (!ids.has(chain) && anchors.length > 0) board.count('anchors', 'roots-not-shown', anchors.length);
}

function isSame({ value }: ShownLeaf, due: ShownLeaf['value'] | null): boolean {
	return due ? value.count === due.count && equalBytes(value.digest, due.digest) : value.count === 0;
}

function requireRoot(
	chain: AcrossChain,
	{ epoch, height, time, stateRoot, update }: AnchorRecord,
	board: CheckBoard,
	modules: ProofModules,
): void {
	const scope = chain.scopes.get(epoch);
	// Taken from a call, or certified in an epoch, that the bundle does not show.
	if (!update || !scope) {
		board.count('anchors', 'roots-not-shown');
		return;
	}
	const foreign = (): Error => channelFault(chain.chainId, because('root-is-not-its-own', { height }));
	verifyFinality(update.headers, update.commitProof, scope, modules);
	const [carrier] = update.headers;
	if (!carrier || !equalBytes(carrier.stateRoot, stateRoot)) throw foreign();
	const proof = readStateProof(decode(update.tipProof, STATE_PROOF_MAX_BYTES), 'tipProof');
	if (!verifyStateProof(proof, TIP_PATH, update.tip, stateRoot, modules.sha256)) throw foreign();
	const tip = readChainTip(decode(update.tip, BRIDGE_CLIENT_LIMITS.tipBytes), TIP_PATH);
	if (tip.height !== height || tip.time !== time) throw foreign();
	if (height === chain.height && chain.stateRoot && !equalBytes(stateRoot, chain.stateRoot)) throw foreign();
	const told = chain.timeOf(height);
	if (chain.isWhole && height <= chain.height && told !== time)
		throw channelFault(chain.chainId, because('root-is-of-another-time', { height }));
	if (height > chain.height) board.count('anchors', 'roots-not-shown');
	else board.count('anchors', 'anchored-roots');
}
