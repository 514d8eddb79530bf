import type { PacketContents } from '../../../../shared/codec/bridge-packet.ts';
import { certificatePackets } from './certificates.ts';
import { lotPackets } from './lots.ts';
import { moneyPackets } from './money.ts';
import { closedPackets, offerPackets } from './offers.ts';
import type { PacketHandler, PacketHandlers } from './packet-handler.ts';

const handlers: PacketHandlers = {
	money: moneyPackets,
	certificates: certificatePackets,
	lot: lotPackets,
	offer: offerPackets,
	'offer-closed': closedPackets,
};

export function handlerOf(kind: PacketContents['kind']): PacketHandler<PacketContents> {
	return handlers[kind] as PacketHandler<PacketContents>;
}
