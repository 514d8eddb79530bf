import { energyOf, firstOf } from '../../../../shared/certificates/wh-ranges.ts';
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
		const ranges = firstOf(heldBy(context, owner, certificate), left);
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
		if (ranges.length > 0)
			use(context, { type: 'settlement', id: settlement }, { type: 'certificate', id: certificate });
		left -= energyOf(ranges);
	}
	return left;
}
