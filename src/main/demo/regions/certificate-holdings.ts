import type { CertificatePart } from '../../../shared/codec/energy-certificate.ts';
import type { EnergyWh } from '../../../shared/codec/units.ts';

export interface HeldRange {
	readonly fromWh: EnergyWh;
	readonly toWh: EnergyWh;
	/** Null: used up, expired, or gone to another chain. */
	readonly owner: string | null;
}

interface Certificate {
	readonly product: string;
	ranges: readonly HeldRange[];
}

/** Who holds what of the certificates of a chain's unforgotten products, by its events. */
export class CertificateHoldings {
	readonly #certificates = new Map<string, Certificate>();

	issue(certificate: string, product: string, owner: string, quantityWh: EnergyWh): void {
		this.#certificates.set(certificate, { product, ranges: [{ fromWh: 0, toWh: quantityWh, owner }] });
	}

	/** A range of a certificate that is unknown here changes nothing. */
	move({ certificate, fromWh, toWh }: CertificatePart, owner: string | null): void {
		const found = this.#certificates.get(certificate);
		if (!found) return;
		const kept = found.ranges.flatMap((range) =>
			[
				{ ...range, toWh: Math.min(range.toWh, fromWh) },
				{ ...range, fromWh: Math.max(range.fromWh, toWh) },
			].filter((part) => part.fromWh < part.toWh),
		);
		found.ranges = [...kept, { fromWh, toWh, owner }].toSorted((a, b) => a.fromWh - b.fromWh);
	}

	/** The longest range of a product's certificates in one of these hands; null when there is none. */
	longest(product: string, owners: ReadonlySet<string>): (CertificatePart & { readonly owner: string }) | null {
		let best: (CertificatePart & { readonly owner: string }) | null = null;
		for (const [certificate, { product: of, ranges }] of this.#certificates) {
			if (of !== product) continue;
			for (const { fromWh, toWh, owner } of ranges) {
				if (owner === null || !owners.has(owner)) continue;
				if (best === null || toWh - fromWh > best.toWh - best.fromWh) best = { certificate, fromWh, toWh, owner };
			}
		}
		return best;
	}

	forget(product: string): void {
		for (const [certificate, { product: of }] of this.#certificates)
			if (of === product) this.#certificates.delete(certificate);
	}
}
