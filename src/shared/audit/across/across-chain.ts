import type { Digest } from '../../codec/bytes.ts';
import type { TimeMs } from '../../codec/units.ts';
import { CodedError } from '../../errors/coded-error.ts';
import type { ValidatorScope } from '../../proofs/certificates.ts';
import type { Because } from '../reasons.ts';
import type { CertificateCheck } from '../verify/certificate-check.ts';
import type { AuditedLot } from '../verify/lot-check.ts';
import type { ChannelRecord } from './channel-record.ts';

/** One chain of a bundle, as the checks between chains look at it. */
export interface AcrossChain {
	readonly chainId: string;
	/** Newest block of its certified history. */
	readonly height: number;
	/** Root of the state after that block. */
	readonly stateRoot: Digest | null;
	/** Every block of it is in the bundle. */
	readonly isWhole: boolean;
	/** By the other chain's id. */
	readonly channels: ReadonlyMap<string, ChannelRecord>;
	readonly lots: ReadonlyMap<string, AuditedLot>;
	readonly certificates: Pick<CertificateCheck, 'lockedFor' | 'hereFrom'>;
	/** Keys of each of its epochs. */
	readonly scopes: ReadonlyMap<number, ValidatorScope>;
	/** Chain time of a block; null where it is not in the bundle. */
	timeOf(height: number): TimeMs | null;
}

/** A chain's channel to another chain of the bundle, and that one's to it. */
export interface AcrossPair {
	readonly here: AcrossChain;
	readonly there: AcrossChain;
	readonly own: ChannelRecord;
	/** Null where the other chain tells of none. */
	readonly other: ChannelRecord | null;
}

/** Every channel of the bundle whose other chain is in it too, from each side. */
export function pairsOf(chains: readonly AcrossChain[]): AcrossPair[] {
	const byId = new Map(chains.map((chain) => [chain.chainId, chain]));
	return chains.flatMap((here) =>
		[...here.channels].flatMap(([id, own]): AcrossPair[] => {
			const there = byId.get(id);
			return there ? [{ here, there, own, other: there.channels.get(here.chainId) ?? null }] : [];
		}),
	);
}

export function crossingFault(packet: string, because: Because): CodedError {
	return new CodedError('BUNDLE_CROSSING', { packet, ...because });
}

export function channelFault(chain: string, because: Because): CodedError {
	return new CodedError('BUNDLE_CHANNEL', { chain, ...because });
}

/** Anything has been sent over the channel, either way. */
export function isUsed({ own, other }: AcrossPair): boolean {
	return [own, other].some((side) => side !== null && side.sent.size + side.received.size > 0);
}

/** Nothing came, and no answer was heard, that the other side does not show. */
export function isCovered({ own, other }: AcrossPair): boolean {
	return other !== null && isHeard(own, other) && isHeard(other, own);
}

function isHeard(from: ChannelRecord, to: ChannelRecord): boolean {
	if ([...to.received.keys()].some((sequence) => !from.sent.has(sequence))) return false;
	return [...from.closed].every(([sequence, { outcome }]) => outcome === 'timed-out' || to.received.has(sequence));
}
