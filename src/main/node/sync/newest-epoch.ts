import { decodeEpochChangeProof } from '../../../shared/proofs/epoch-change.ts';
import type { ChainVerifier } from '../../core/sync/chain-verifier.ts';
import type { PeerAddress } from '../network/libp2p-transport.ts';
import type { EpochHandover } from '../store/types.ts';
import type { SyncClient } from './sync-client.ts';

/**
 * Moves a verifier through the handovers that a peer has, without the blocks between them.
 * @returns the handovers, each verified by the epoch before
 * @throws CodedError CONSENSUS_* | CODEC_* | SYNC_*
 */
export async function enterNewestEpoch(
	peer: PeerAddress,
	modules: { readonly client: SyncClient; readonly verifier: ChainVerifier; readonly stop: AbortSignal },
): Promise<EpochHandover[]> {
	const { client, verifier, stop } = modules;
	const entered: EpochHandover[] = [];
	while (true) {
		const { proofs } = await client.ask(peer, { kind: 'handovers', fromEpoch: verifier.scope.epoch }, stop);
		if (proofs.length === 0) return entered;
		for (const encoded of proofs) {
			const proof = decodeEpochChangeProof(encoded);
			const next = verifier.verifyHandover(proof);
			verifier.enter(next, null);
			entered.push({ description: next.description, stateRoot: next.stateRoot, proof });
		}
	}
}
