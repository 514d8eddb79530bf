import { RENEWABLE_TECHNOLOGIES } from '../../../../shared/codec/device.ts';
import type { OrderBody } from '../../../../shared/codec/order-terms.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Participant, requireMeter } from '../identity/participants.ts';

/** Whether a renewable device stands behind one of the owner's meters. */
export function hasRenewableDevice(context: CallContext, { meters }: Participant): boolean {
	return meters.some((meter) => {
		const { device } = requireMeter(context, meter);
		return device !== null && RENEWABLE_TECHNOLOGIES.includes(device.technology);
	});
}

/** Whether the order says that the energy it sells is renewable. */
export function claimsRenewable({ side, source }: OrderBody): boolean {
	return side === 'offer' && source === 'renewable';
}

/** @throws CodedError SOURCE_UNMETERED: what is said of an offer's energy must be measured */
export function refuseUnmetered({ id }: Participant, index: number): never {
	throw new CodedError('SOURCE_UNMETERED', { index, participant: id });
}
