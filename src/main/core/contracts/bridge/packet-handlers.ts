import type { PacketContents } from '../../../../shared/codec/bridge-packet.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { moneyPackets } from './money.ts';
import type { PacketHandler, PacketHandlers } from './packet-handler.ts';

const handlers: Partial<PacketHandlers> = {
	money: moneyPackets,
};

/** @throws CodedError CALL_UNKNOWN for a kind that this version does not handle */
export function handlerOf(kind: PacketContents['kind']): PacketHandler<PacketContents> {
	const found = handlers[kind];
	if (!found) throw new CodedError('CALL_UNKNOWN', { contract: 'bridge', method: kind });
	return found as PacketHandler<PacketContents>;
}
