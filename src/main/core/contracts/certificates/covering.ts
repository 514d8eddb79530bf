import { energyOf, firstOf, sharedWith, type WhRanges } from '../../../../shared/certificates/wh-ranges.ts';
import type { CertificatePart } from '../../../../shared/codec/energy-certificate.ts';
import type { EnergyWh } from '../../../../shared/codec/units.ts';
import type { CallContext } from '../engine/call-context.ts';
import { use } from '../provenance.ts';
import { endRange, heldBy } from './certificate-state.ts';

/**
 * Cancels what an owner holds of the given certificates, the first of them first, for energy that it consumed.
 * @returns what of the consumption they do not cover
 */
export function coverConsumption(
	context: CallContext,
	settlement: string,
	owner: string,
	certificates: readonly string[],
	consumedWh: EnergyWh,
): EnergyWh {
	let left = consumedWh;
	for (const certificate of certificates) {
		if (left === 0) break;
		left -= cover(context, settlement, owner, certificate, firstOf(heldBy(context, owner, certificate), left));
	}
	return left;
}

/**
 * The same with parts of certificates, as far as the owner still holds them.
 * @returns what of the consumption they do not cover
 */
export function coverWithParts(
	context: CallContext,
	settlement: string,
	owner: string,
	parts: readonly CertificatePart[],
	consumedWh: EnergyWh,
): EnergyWh {
	let left = consumedWh;
	for (const { certificate, fromWh, toWh } of parts) {
		if (left === 0) break;
		const held = sharedWith(heldBy(context, owner, certificate), [fromWh, toWh]);
		left -= cover(context, settlement, owner, certificate, firstOf(held, left));
	}
	return left;
}

function cover(
	context: CallContext,
	settlement: string,
	owner: string,
	certificate: string,
	ranges: WhRanges,
): EnergyWh {
	for (const [fromWh, toWh] of ranges) {
		endRange(context, certificate, owner, [fromWh, toWh], 'cancelledWh');
		context.emit({
			kind: 'certificate-cancelled',
			owner,
			settlement,
			purpose: null,
			certificate,
			fromWh,
			toWh,
		});
	}
	if (ranges.length > 0) use(context, { type: 'settlement', id: settlement }, { type: 'certificate', id: certificate });
	return energyOf(ranges);
}
