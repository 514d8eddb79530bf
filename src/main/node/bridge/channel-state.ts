import type { ChainClient } from '../../../shared/codec/bridge-client.ts';
import { EMPTY_CHAIN, type HashChain } from '../../../shared/codec/bridge-packet.ts';
import { bridgePaths, type PacketAnswer, type SentPacket } from '../../../shared/codec/bridge-state.ts';
import { decode } from '../../../shared/codec/cbor.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../shared/proofs/state-proof.ts';
import type { ChainEnd } from './chain-end.ts';

type Values = Pick<ChainEnd, 'values'>;

/** One chain's side of the channel with another, as of now. */
export interface ChannelState {
	/** Null where this chain is not connected with the other. */
	readonly client: ChainClient | null;
	readonly sent: HashChain;
	readonly received: HashChain;
	readonly arrived: HashChain;
	readonly acknowledged: HashChain;
}

/** @param chain the other chain */
export async function channelState(end: Values, chain: string): Promise<ChannelState> {
	const [client, sent, received, arrived, acknowledged] = await end.values([
		bridgePaths.client(chain),
		bridgePaths.sent(chain),
		bridgePaths.received(chain),
		bridgePaths.arrived(chain),
		bridgePaths.acknowledged(chain),
	]);
	return {
		client: client ? leafOf<ChainClient>(client) : null,
		sent: hashChain(sent),
		received: hashChain(received),
		arrived: hashChain(arrived),
		acknowledged: hashChain(acknowledged),
	};
}

/** The value of a leaf `sent`, `received`, `arrived` or `acknowledged`; absent is empty. */
export function hashChain(value: Uint8Array | null | undefined): HashChain {
	return value ? leafOf<HashChain>(value) : EMPTY_CHAIN;
}

/** Packets `from` up to before `to` that the end has sent; fewer where some are acknowledged already. */
export function sentPackets(end: Values, chain: string, from: number, to: number): Promise<SentPacket[]> {
	return leaves<SentPacket>(
		end,
		places(from, to).map((n) => bridgePaths.packet(chain, n)),
	);
}

/** The answers that the end has given to packets `from` up to before `to`; fewer where some are not kept any more. */
export function givenAnswers(end: Values, chain: string, from: number, to: number): Promise<PacketAnswer[]> {
	return leaves<PacketAnswer>(
		end,
		places(from, to).map((n) => bridgePaths.answer(chain, n)),
	);
}

async function leaves<T>(end: Values, paths: readonly string[]): Promise<T[]> {
	const values = paths.length === 0 ? [] : await end.values(paths);
	return values.flatMap((value) => (value ? [leafOf<T>(value)] : []));
}

function places(from: number, to: number): number[] {
	return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

/** The chain's own state, which its contract wrote. @throws CodedError CODEC_* */
function leafOf<T>(value: Uint8Array): T {
	const decoded = decode(value, STATE_VALUE_MAX_BYTES);
	if (decoded === null) throw new CodedError('CODEC_INVALID', { path: 'leaf', expected: 'a value' });
	return decoded as T;
}
