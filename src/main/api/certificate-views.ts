import { bridgeAccount } from '../../shared/codec/accounts.ts';
import { networkName } from '../../shared/codec/ids.ts';
import { HOUR_MS, type TimeMs } from '../../shared/codec/units.ts';
import { CERTIFIED_HOURS_MAX } from '../../shared/contract/certificates.ts';
import type { CertificateStepView, CertificateView, CertifiedHourView } from '../../shared/contract/index.ts';
import type { CertificateRow, CertificateStep, CertifiedHour } from './read-model/certificate-book.ts';
import { energyIn, type PartRow } from './read-model/certificate-parts.ts';
import type { ReadModel } from './read-model/read-model.ts';

/** What certificates are asked for; null for any. */
export interface CertificateFilter {
	readonly participant: string | null;
	readonly meter: string | null;
	/** Production hours in [from, to). */
	readonly from: TimeMs | null;
	readonly to: TimeMs | null;
	readonly state: PartRow['state'] | null;
}

/** Newest production first, then by id. */
export function* certificatesOf({ certificates }: ReadModel, filter: CertificateFilter): Generator<CertificateRow> {
	const { from, to } = filter;
	const hours = [...certificates.hours]
		.filter(([at]) => (from === null || at >= from) && (to === null || at < to))
		.sort(([a], [b]) => b - a);
	for (const [, hour] of hours) for (const row of hour.certificates.values()) if (isAskedFor(row, filter)) yield row;
}

function isAskedFor({ producer, meter, parts }: CertificateRow, filter: CertificateFilter): boolean {
	const { participant } = filter;
	if (filter.meter !== null && meter !== filter.meter) return false;
	const isOf = ({ holder, state }: PartRow): boolean =>
		(participant === null || participant === producer || holder === participant) &&
		(filter.state === null || state === filter.state);
	return parts.some(isOf);
}

/** @param participant Whose parts alone are shown; null for everybody's */
export function certificateView(
	row: CertificateRow,
	model: ReadModel,
	{ participant, partsMax }: { readonly participant: string | null; readonly partsMax: number },
): CertificateView {
	const { id, product, meter, producer, technology, start, end, reading, expiresAt, quantityWh } = row;
	const parts = participant === null ? row.parts : row.parts.filter(({ holder }) => holder === participant);
	return {
		certificate: id,
		product,
		meter,
		producer,
		producerName: model.directory.nameOf(producer),
		technology,
		start,
		end,
		reading,
		expiresAt,
		quantityWh,
		heldWh: energyIn(row.parts, 'held'),
		cancelledWh: energyIn(row.parts, 'cancelled'),
		expiredWh: energyIn(row.parts, 'expired'),
		parts: parts.slice(0, partsMax).map((part) => ({ ...part, holderName: holderName(part.holder, model) })),
		partCount: parts.length,
	};
}

/** What crosses to another region is held by the bridge to it: then that region is named. */
export function holderName(holder: string, { directory }: ReadModel): string {
	return holder.startsWith(BRIDGE) ? networkName(holder.slice(BRIDGE.length)) : directory.nameOf(holder);
}

const BRIDGE = bridgeAccount('');

export function certificateStepView(step: CertificateStep, model: ReadModel): CertificateStepView {
	const { at, from, to, ...rest } = step;
	const nameOf = (participant: string | null) => (participant === null ? null : holderName(participant, model));
	return { ...rest, from, fromName: nameOf(from), to, toName: nameOf(to), ...at };
}

/** Hours with certificates or readings of the participant, ascending; at most the newest 8,784 of them. */
export function certifiedHours(
	{ certificates, readings }: ReadModel,
	participant: string,
	range: { readonly from: TimeMs; readonly to: TimeMs },
): CertifiedHourView[] {
	const starts = new Set([...certificates.hours.keys(), ...readings.hours.keys()]);
	return [...starts]
		.filter((at) => at > range.from - HOUR_MS && at < range.to)
		.sort((a, b) => a - b)
		.slice(-CERTIFIED_HOURS_MAX)
		.flatMap((start) => {
			const hour = hourOf(certificates.hours.get(start), participant);
			const consumedWh = consumedIn(readings.hours.get(start), participant);
			if (!hour && consumedWh === null) return [];
			const sums = hour ?? { issuedWh: 0, boughtWh: 0, givenWh: 0, cancelledWh: 0, expiredWh: 0, heldWh: 0 };
			return [{ start, ...sums, consumedWh, matched: ratio(Math.min(sums.cancelledWh, consumedWh ?? 0), consumedWh) }];
		});
}

/** Over all hours with a consumption. */
export function matchedOver(hours: readonly CertifiedHourView[]): number | null {
	let matchedWh = 0;
	let allWh = 0;
	for (const { cancelledWh, consumedWh } of hours) {
		matchedWh += Math.min(cancelledWh, consumedWh ?? 0);
		allWh += consumedWh ?? 0;
	}
	return ratio(matchedWh, allWh);
}

function hourOf(hour: CertifiedHour | undefined, participant: string) {
	const totals = hour?.totals.get(participant);
	if (!totals) return null;
	const { issuedWh, receivedWh: boughtWh, givenWh, cancelledWh, expiredWh } = totals;
	const heldWh = issuedWh + boughtWh - givenWh - cancelledWh - expiredWh;
	return { issuedWh, boughtWh, givenWh, cancelledWh, expiredWh, heldWh };
}

function consumedIn(
	hour:
		| { readonly readings: ReadonlyMap<string, { readonly participant: string; readonly consumedWh: number }> }
		| undefined,
	participant: string,
): number | null {
	let sum: number | null = null;
	for (const reading of hour?.readings.values() ?? [])
		if (reading.participant === participant) sum = (sum ?? 0) + reading.consumedWh;
	return sum;
}

function ratio(part: number, whole: number | null): number | null {
	return whole === null || whole === 0 ? null : part / whole;
}
