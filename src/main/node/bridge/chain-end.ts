import type { Call } from '../../../shared/codec/calls.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { CertifiedValues, ExecutedBlock, GridquorumNode, TransactionOutcome } from '../types.ts';

/** What a relayer needs of one of its chains. */
export interface ChainEnd {
	readonly chainId: string;
	/** The participant that the relayer's calls are signed by, and that pays for them. */
	readonly participant: string;
	/** Present value of each path, null where absent. */
	values(paths: readonly string[]): Promise<readonly (Uint8Array | null)[]>;
	/** Under the newest certified root; null while none can be proven. */
	certified(paths: readonly string[]): Promise<CertifiedValues | null>;
	/** Encoded handover to an epoch after the first; null where it is unknown here. */
	handover(epoch: number): Promise<Uint8Array | null>;
	/** Sends a call as the participant; resolves when it is final. @throws CodedError as `GridquorumNode.call` */
	call(call: Call): Promise<TransactionOutcome>;
	/** Newest epoch. */
	epoch(): number;
	/** Chain time. */
	now(): TimeMs;
	/** Hears every block that is final and executed. @returns stops it */
	onBlock(listener: (block: ExecutedBlock) => void): () => void;
	/** Stored blocks, ascending, both ends inclusive. */
	readBlocks: GridquorumNode['readBlocks'];
}
