import type { CertificateView } from '../../../shared/contract/index.ts';
import type { Lanes } from './lanes.ts';

/** Energy of one certificate that covered the consumption of one buyer. */
export interface CertifiedShare {
	readonly certificate: string;
	/** Settlement node of the buyer. */
	readonly settlement: string;
	readonly producer: string;
	readonly wh: number;
	readonly hot: boolean;
}

/** Hours whose certificates belong to the readings that are drawn; null while no reading is. */
export function certifiedPeriod(lanes: Lanes): { readonly from: number; readonly to: number } | null {
	let from = Number.POSITIVE_INFINITY;
	let to = Number.NEGATIVE_INFINITY;
	for (const { generated } of lanes.settlements.values())
		for (const { reading } of generated) {
			const facts = lanes.nodes.get(reading)?.facts ?? [];
			const [start, end] = ['start', 'end'].map((key) => facts.find((fact) => fact.key === key)?.value);
			if (typeof start !== 'number' || typeof end !== 'number') continue;
			from = Math.min(from, start);
			to = Math.max(to, end);
		}
	return from < to ? { from, to } : null;
}

/**
 * What of the drawn energy is certified: the parts that were cancelled for a buyer's settlement, of certificates that a
 * seller's readings earned and a drawn trade carried there. Changes after `asOf` do not count. Pure.
 */
export function certifiedShares(
	certificates: readonly CertificateView[],
	lanes: Lanes,
	asOf: number | null,
): CertifiedShare[] {
	const byReading = new Map(certificates.map((certificate) => [`reading:${certificate.reading}`, certificate]));
	const shares = new Map<string, CertifiedShare>();
	for (const { seller, buyer, hot } of lanes.lanes) {
		if (!seller || !buyer) continue;
		for (const { reading } of lanes.settlements.get(seller)?.generated ?? []) {
			const certificate = byReading.get(reading);
			if (!certificate) continue;
			const key = `certificate:${certificate.certificate}`;
			const wh = certificate.parts
				.filter(({ state, settlement }) => state === 'cancelled' && `settlement:${settlement}` === buyer)
				.filter(({ height }) => asOf === null || height <= asOf)
				.reduce((sum, part) => sum + part.toWh - part.fromWh, 0);
			if (wh === 0) continue;
			const share = `${key} ${buyer}`;
			const known = shares.get(share);
			const producer = certificate.producer;
			shares.set(share, { certificate: key, settlement: buyer, producer, wh, hot: hot || (known?.hot ?? false) });
		}
	}
	return [...shares.values()];
}
