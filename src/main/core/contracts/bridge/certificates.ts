import type { SendCertificates } from '../../../../shared/codec/bridge-calls.ts';
import type { CallContext } from '../engine/call-context.ts';
import { requireActiveSender, requireParticipant } from '../identity/participants.ts';
import { useForLot } from './admitted-lots.ts';
import { sendPacket } from './channel.ts';
import { admitParts, takeParts, takePartsBack, tellSent } from './crossing-parts.ts';
import type { ContentsOf, PacketHandler } from './packet-handler.ts';

/** Certificates travel between the chain that issued them and another: each Wh is of use on one of the two at a time. */
export const certificatePackets: PacketHandler<ContentsOf<'certificates'>> = {
	receive(context, crossing, { to, lot, parts }) {
		requireParticipant(context, to);
		const admitted = admitParts(context, crossing, to, parts);
		if (lot !== null) useForLot(context, { chain: crossing.chain, packet: lot }, to, admitted);
	},
	delivered() {
		// What is locked stays so, and what went home was given up when it left.
	},
	giveBack(context, crossing, { from, parts }) {
		takePartsBack(context, crossing, from, parts);
	},
};

/** @throws CodedError as `sendPacket`, `takeParts` */
export function sendCertificates(context: CallContext, { chain, to, parts, timeoutAt }: SendCertificates): void {
	const { id: from } = requireActiveSender(context);
	const crossing = takeParts(context, chain, from, parts);
	const contents = { kind: 'certificates', from, to, lot: null, parts: crossing } as const;
	tellSent(context, sendPacket(context, chain, contents, timeoutAt), from, parts);
}
