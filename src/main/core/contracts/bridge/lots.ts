import type { SendLot } from '../../../../shared/codec/bridge-calls.ts';
import type { CallContext } from '../engine/call-context.ts';
import { requireActiveSender } from '../identity/participants.ts';
import { admitLot } from './admitted-lots.ts';
import { sendPacket } from './channel.ts';
import { requireNoBurden } from './lot-burden.ts';
import type { ContentsOf, PacketHandler } from './packet-handler.ts';
import { deliverLot, giveLotBack, holdLot, requireLot } from './sent-lots.ts';

/**
 * Energy bought in one region and taken in another: settled on both sides, at price 0 between them. Its receiver has not
 * asked for it, so it must not cost anything.
 */
export const lotPackets: PacketHandler<ContentsOf<'lot'>> = {
	receive(context, crossing, { to, lot }) {
		requireNoBurden(context, to, admitLot(context, crossing, to, lot));
	},
	delivered(context, { packet }, { to }) {
		deliverLot(context, packet, to);
	},
	giveBack(context, { packet }) {
		giveLotBack(context, packet);
	},
};

/** @throws CodedError as `sendPacket`, `requireLot`, `holdLot` */
export function sendLot(context: CallContext, { chain, to, trade, quantityWh, timeoutAt }: SendLot): void {
	const { id: from } = requireActiveSender(context);
	const leaving = requireLot(context, from, trade, quantityWh);
	const packet = sendPacket(context, chain, { kind: 'lot', from, to, lot: leaving.lot }, timeoutAt);
	holdLot(context, { chain, packet, owner: from, to }, leaving);
}
