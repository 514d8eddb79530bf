import { benchHeaderUpdates } from './bridge/header-updates.ts';
import { benchBridgeNetwork } from './bridge/network.ts';
import { benchPackets } from './bridge/packets.ts';

/** What trading between chains costs: light clients, packets, and the way of a packet between two running networks. */
export async function benchBridge(): Promise<object> {
	return { ...benchHeaderUpdates(), packets: benchPackets(), network: await benchBridgeNetwork() };
}
