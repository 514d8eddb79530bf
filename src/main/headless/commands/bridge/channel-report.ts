import { bridgeAccount } from '../../../../shared/codec/accounts.ts';
import type { ChainClient } from '../../../../shared/codec/bridge-client.ts';
import { EMPTY_CHAIN, type HashChain } from '../../../../shared/codec/bridge-packet.ts';
import { bridgePaths, type OpenOffer, type SentPacket } from '../../../../shared/codec/bridge-state.ts';
import { decode } from '../../../../shared/codec/cbor.ts';
import { type ChainTip, TIP_PATH } from '../../../../shared/codec/chain-tip.ts';
import { packetId } from '../../../../shared/codec/ids.ts';
import type { MicroMoney, TimeMs } from '../../../../shared/codec/units.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../../shared/proofs/state-proof.ts';
import type { FrozenState } from '../../../node/store/types.ts';

const LEAVES_AT_ONCE = 500;
/** Packets and offers of one report. */
const MAX_ROWS = 1_000;

export interface PacketRow {
	readonly packet: string;
	readonly kind: string;
	readonly status: SentPacket['status'];
	readonly sentAt: TimeMs;
	readonly timeoutAt: TimeMs | null;
}

export interface OfferRow extends Pick<OpenOffer, 'chain' | 'seller' | 'taker' | 'price' | 'expiresAt'> {
	readonly offer: string;
	readonly goods: OpenOffer['goods']['kind'];
}

export interface ChannelRow {
	readonly chain: string;
	readonly state: 'open' | 'expired' | 'frozen';
	readonly client: Pick<ChainClient, 'epoch' | 'height' | 'time' | 'updatedAt' | 'frozenAt' | 'terms'>;
	/** Last block time of this chain at which the client is trusted without another update. */
	readonly trustedUntil: TimeMs;
	readonly sent: number;
	readonly acknowledged: number;
	readonly arrived: number;
	/** Balance of `$bridge/<chain>`. */
	readonly account: MicroMoney;
	/** Sent and not acknowledged, in order. */
	readonly packets: readonly PacketRow[];
}

export interface BridgeReport {
	readonly chain: string;
	readonly height: number;
	readonly time: TimeMs;
	readonly currency: string;
	readonly channels: readonly ChannelRow[];
	/** Offers of other chains that stand here. */
	readonly offers: readonly OfferRow[];
}

/** What a chain's state says of the chains that it is connected with. */
export async function bridgeReport(
	{ chainId, currency }: { readonly chainId: string; readonly currency: string },
	state: FrozenState,
): Promise<BridgeReport> {
	const { height, time } = (await leafAt<ChainTip>(state, TIP_PATH)) ?? { height: 0, time: 0 };
	const chains = (await leafAt<readonly string[]>(state, bridgePaths.chains)) ?? [];
	const channels: ChannelRow[] = [];
	for (const chain of chains) channels.push(await channelRow({ chainId, chain, time }, state));
	const offers = (await leavesUnder<OpenOffer>(state, bridgePaths.offer(''))).map(({ name, value }) => {
		const { chain, seller, taker, price, expiresAt, goods } = value;
		return { offer: name, chain, seller, taker, price, expiresAt, goods: goods.kind };
	});
	return { chain: chainId, height, time, currency, channels, offers };
}

async function channelRow(
	{ chainId, chain, time: now }: { readonly chainId: string; readonly chain: string; readonly time: TimeMs },
	state: FrozenState,
): Promise<ChannelRow> {
	const client = (await leafAt<ChainClient>(state, bridgePaths.client(chain))) as ChainClient;
	const { epoch, height, time, updatedAt, frozenAt, terms } = client;
	const trustedUntil = updatedAt + terms.trustPeriodMs;
	const count = async (path: string): Promise<number> => ((await leafAt<HashChain>(state, path)) ?? EMPTY_CHAIN).count;
	const open = (await leavesUnder<SentPacket>(state, `bridge/packet/${chain}/`)).map(({ value }) => value);
	// Leaves stand in the order of their text, 10 before 2.
	open.sort((a, b) => a.packet.sequence - b.packet.sequence);
	return {
		chain,
		state: frozenAt !== null ? 'frozen' : now > trustedUntil ? 'expired' : 'open',
		client: { epoch, height, time, updatedAt, frozenAt, terms },
		trustedUntil,
		sent: await count(bridgePaths.sent(chain)),
		acknowledged: await count(bridgePaths.acknowledged(chain)),
		arrived: await count(bridgePaths.arrived(chain)),
		account: (await leafAt<MicroMoney>(state, `ledger/account/${bridgeAccount(chain)}`)) ?? 0,
		packets: open.map(({ packet: { sequence, contents, timeoutAt }, status, sentAt }) => {
			return { packet: packetId(chainId, chain, sequence), kind: contents.kind, status, sentAt, timeoutAt };
		}),
	};
}

async function leafAt<T>(state: FrozenState, path: string): Promise<T | null> {
	const [leaf] = await state.leavesFrom(path, 1);
	return leaf?.path === path ? (decode(leaf.value, STATE_VALUE_MAX_BYTES) as T) : null;
}

/** @param prefix of the paths; names are what follows it */
async function leavesUnder<T>(state: FrozenState, prefix: string): Promise<{ name: string; value: T }[]> {
	const found: { name: string; value: T }[] = [];
	for (let from = prefix; found.length < MAX_ROWS; ) {
		const leaves = await state.leavesFrom(from, LEAVES_AT_ONCE);
		const own = leaves.filter(({ path }) => path.startsWith(prefix));
		for (const { path, value } of own)
			found.push({ name: path.slice(prefix.length), value: decode(value, STATE_VALUE_MAX_BYTES) as T });
		if (own.length < LEAVES_AT_ONCE) break;
		from = `${own.at(-1)?.path}\u0000`;
	}
	return found;
}
