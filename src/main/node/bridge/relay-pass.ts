import type { RelayedLeaf } from '../../../shared/codec/bridge-calls.ts';
import type { ClientUpdate } from '../../../shared/codec/bridge-client.ts';
import type { HashChain } from '../../../shared/codec/bridge-packet.ts';
import { bridgePaths } from '../../../shared/codec/bridge-state.ts';
import { TIP_PATH } from '../../../shared/codec/chain-tip.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { CertifiedValues } from '../types.ts';
import type { ChainEnd } from './chain-end.ts';
import { type ChannelState, channelState, hashChain, sentPackets } from './channel-state.ts';
import { clientUpdate, decodeTip, encodeStateProof, epochOf, provenLeaf } from './client-update.ts';
import { freshUntil } from './relay-events.ts';
import type { Rest } from './relay-watch.ts';

/** What a certified state of one chain has to tell to the other. */
export interface RelayWork {
	readonly here: ChannelState;
	readonly certified: CertifiedValues;
	/** Null where the client knows that root already. */
	readonly update: ClientUpdate | null;
	/** Certified, of the other chain's side. */
	readonly sent: HashChain;
	readonly received: HashChain;
	readonly hasTimedOut: boolean;
	/** The client is to be brought up to date though nothing else may wait. */
	readonly isUpdateDue: boolean;
}

export type Standing = { readonly standing: 'unconnected' | 'frozen' | 'expired' };

/** Nothing waits. */
export type Resting = { readonly rest: Rest };

/**
 * Reads both chains and finds what `to` does not know of `from`.
 * @param anchorEveryMs chain time of `to` between updates for their own sake; null: a third of the trust period
 * @returns null where something waits that is not certified yet
 * @throws CodedError BRIDGE_HANDOVER_UNKNOWN
 */
export async function findWork(
	from: ChainEnd,
	to: ChainEnd,
	anchorEveryMs: TimeMs | null,
): Promise<RelayWork | Standing | Resting | null> {
	const here = await channelState(to, from.chainId);
	const { client } = here;
	if (!client) return { standing: 'unconnected' };
	if (client.frozenAt !== null) return { standing: 'frozen' };
	const now = to.now();
	const { trustPeriodMs } = client.terms;
	if (now - client.updatedAt > trustPeriodMs) return { standing: 'expired' };

	const freshUntilMs = freshUntil(client.updatedAt, trustPeriodMs, anchorEveryMs);
	const isOld = now >= freshUntilMs;
	const there = await channelState(from, to.chainId);
	const waits = there.sent.count > here.arrived.count || there.received.count > here.acknowledged.count;
	const timeouts = await openTimeouts(to, from.chainId, here);
	const mayBeDue = isOld || from.epoch() > client.epoch;
	const timeoutAt = Math.min(...timeouts.map((each) => each.timeoutAt), Number.POSITIVE_INFINITY);
	const rest = { epoch: client.epoch, dueAt: freshUntilMs, timeoutAt, untilBlock: false };
	if (!waits && !mayBeDue && !(await isPast(from, timeoutAt))) return { rest };

	const [sentPath, receivedPath] = [bridgePaths.sent(to.chainId), bridgePaths.received(to.chainId)];
	const certified = await from.certified([TIP_PATH, sentPath, receivedPath]);
	if (!certified) return null;
	const isKnown = client.roots.includes(certified.height);
	if (!isKnown && epochOf(certified) < client.epoch) return null;
	const isNewer = certified.height > client.height;
	// Where the client knows the newest state already, only another one can bring it on.
	if (!waits && !isNewer && timeoutAt === Number.POSITIVE_INFINITY) {
		const dueAt = client.updatedAt + trustPeriodMs + 1;
		return { rest: { ...rest, epoch: from.epoch(), dueAt, untilBlock: true } };
	}
	const received = hashChain(provenLeaf(certified, receivedPath).value);
	const { time } = decodeTip(provenLeaf(certified, TIP_PATH).value as Uint8Array);
	return {
		here,
		certified,
		update: isKnown ? null : await clientUpdate(certified, client.epoch, from),
		sent: hashChain(provenLeaf(certified, sentPath).value),
		received,
		hasTimedOut: timeouts.some(({ sequence, timeoutAt }) => sequence >= received.count && timeoutAt <= time),
		isUpdateDue: isNewer && (isOld || epochOf(certified) > client.epoch),
	};
}

/** What a relayed call rests on. @param path leaf of the chain that it comes from */
export function relayedLeaf(
	chain: string,
	certified: CertifiedValues,
	path: string,
	update: ClientUpdate | null,
): RelayedLeaf {
	const proof = encodeStateProof(provenLeaf(certified, path).proof);
	return { chain, update, height: certified.height, proof };
}

interface OpenTimeout {
	readonly sequence: number;
	readonly timeoutAt: TimeMs;
}

async function openTimeouts(
	to: ChainEnd,
	chain: string,
	{ sent, acknowledged }: Pick<ChannelState, 'sent' | 'acknowledged'>,
): Promise<OpenTimeout[]> {
	const packets = await sentPackets(to, chain, acknowledged.count, sent.count);
	return packets.flatMap(({ packet: { sequence, timeoutAt }, status }) =>
		status === 'open' && timeoutAt !== null ? [{ sequence, timeoutAt }] : [],
	);
}

async function isPast(from: ChainEnd, timeoutAt: TimeMs): Promise<boolean> {
	if (timeoutAt === Number.POSITIVE_INFINITY) return false;
	const [tip] = await from.values([TIP_PATH]);
	return tip !== null && tip !== undefined && timeoutAt <= decodeTip(tip).time;
}

/** Narrows what `findWork` found. */
export function isStanding(found: RelayWork | Standing | Resting): found is Standing {
	return 'standing' in found;
}
