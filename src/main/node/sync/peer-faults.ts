import type { ErrorCode } from '../../../shared/errors/catalogue.ts';

/** True for what no honest peer ever sends; false for one that is away, busy, behind or does not admit this node. */
export function isLie(code: ErrorCode): boolean {
	return (
		code.startsWith('CONSENSUS_') ||
		code.startsWith('CODEC_') ||
		code === 'SNAPSHOT_DAMAGED' ||
		code === 'SYNC_PEER_LIED' ||
		code === 'NETWORK_FRAME_INVALID'
	);
}
