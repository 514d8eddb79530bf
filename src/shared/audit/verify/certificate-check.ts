import type { EnergyCertificateEvent } from '../../codec/energy-certificate.ts';
import { energyCertificateId } from '../../codec/ids.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { type Because, because } from '../reasons.ts';
import type { CheckedEvent } from './checked-events.ts';
import type { AuditScope } from './scope.ts';

type CertificateEvent = Extract<EnergyCertificateEvent, { kind: `certificate-${string}` }>;

/** A range of a certificate's energy in one hand, or used up. */
interface Range {
	readonly fromWh: number;
	readonly toWh: number;
	/** Null once cancelled or expired. */
	readonly holder: string | null;
}

/** Granular certificates from their readings on: no Wh is issued twice, held by two, or used up twice. */
export class CertificateCheck {
	readonly #scope: AuditScope;
	readonly #isPartial: boolean;
	/** Ranges of each certificate that still has a holder, ascending and without a gap. */
	readonly #ranges = new Map<string, readonly Range[]>();
	readonly #issued = new Set<string>();
	/** Energy of recorded readings that may earn a certificate. */
	readonly #generated = new Map<string, number>();

	/** @param options.isPartial whether readings of others are left out */
	constructor(scope: AuditScope, { isPartial }: { readonly isPartial: boolean }) {
		this.#scope = scope;
		this.#isPartial = isPartial;
	}

	/** @throws CodedError BUNDLE_CERTIFICATE */
	take(event: CheckedEvent): void {
		switch (event.kind) {
			case 'reading-recorded':
				this.#generated.set(event.reading, event.generatedWh);
				break;
			case 'certificate-issued':
				this.#issue(event);
				break;
			case 'certificate-transferred':
				this.#carve(event, event.from, event.to);
				break;
			case 'certificate-cancelled':
				this.#carve(event, event.owner, null);
				this.#scope.board.count('certificates', 'wh-cancelled', event.toWh - event.fromWh);
				break;
			case 'certificate-expired':
				this.#carve(event, event.owner, null);
				this.#scope.board.count('certificates', 'wh-expired', event.toWh - event.fromWh);
		}
	}

	#issue(event: Extract<CertificateEvent, { kind: 'certificate-issued' }>): void {
		const { certificate, meter, start, owner, quantityWh, reading } = event;
		const generatedWh = this.#generated.get(reading);
		if (certificate !== energyCertificateId(meter, start) || this.#issued.has(certificate))
			throw invalid(certificate, because('issued-twice'));
		const mostWh = generatedWh ?? (this.#isPartial ? quantityWh : 0);
		if (quantityWh > mostWh || quantityWh <= 0)
			throw invalid(
				certificate,
				because(generatedWh === undefined ? 'reading-is-unknown' : 'says-wh-its-reading', {
					quantityWh,
					generatedWh: generatedWh ?? null,
				}),
			);
		this.#issued.add(certificate);
		this.#ranges.set(certificate, [{ fromWh: 0, toWh: quantityWh, holder: owner }]);
		this.#scope.board.count('certificates', 'certificates');
		this.#scope.board.count('certificates', 'wh-issued', quantityWh);
	}

	/** Takes [fromWh, toWh) out of the hand of `holder`. */
	#carve(
		{ certificate, fromWh, toWh }: Extract<CertificateEvent, { readonly fromWh: number }>,
		holder: string,
		next: string | null,
	): void {
		const ranges = this.#ranges.get(certificate) ?? [];
		let coveredWh = 0;
		const parts = ranges.flatMap((range): Range[] => {
			const [low, high] = [Math.max(range.fromWh, fromWh), Math.min(range.toWh, toWh)];
			if (low >= high) return [range];
			if (range.holder !== holder)
				throw invalid(certificate, because('does-not-hold', { holder, fromWh: low, toWh: high }));
			coveredWh += high - low;
			return [
				{ fromWh: range.fromWh, toWh: low, holder },
				{ fromWh: low, toWh: high, holder: next },
				{ fromWh: high, toWh: range.toWh, holder },
			].filter((part) => part.fromWh < part.toWh);
		});
		if (fromWh >= toWh || coveredWh !== toWh - fromWh)
			throw invalid(certificate, because('does-not-hold', { holder, fromWh, toWh }));
		if (parts.every((part) => part.holder === null)) this.#ranges.delete(certificate);
		else this.#ranges.set(certificate, parts);
	}

	/** What is still in somebody's hand. */
	end(): void {
		let heldWh = 0;
		for (const ranges of this.#ranges.values())
			for (const { fromWh, toWh, holder } of ranges) if (holder !== null) heldWh += toWh - fromWh;
		if (this.#issued.size > 0) this.#scope.board.count('certificates', 'wh-held', heldWh);
	}
}

function invalid(certificate: string, because: Because): CodedError {
	return new CodedError('BUNDLE_CERTIFICATE', { certificate, ...because });
}
