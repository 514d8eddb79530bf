import { type WhRanges, withRange } from '../../certificates/wh-ranges.ts';
import { bridgeAccount } from '../../codec/accounts.ts';
import type { BridgeEvent } from '../../codec/bridge-events.ts';
import type { EnergyCertificateEvent } from '../../codec/energy-certificate.ts';
import { energyCertificateId, foreignCertificateId } from '../../codec/ids.ts';
import { otherChainOf } from '../../codec/packet-name.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { type Because, because } from '../reasons.ts';
import type { CheckedEvent } from './checked-events.ts';
import type { AuditScope } from './scope.ts';

type CertificateEvent = Extract<EnergyCertificateEvent | BridgeEvent, { kind: `certificate-${string}` }>;
type EventOf<K extends CertificateEvent['kind']> = Extract<CertificateEvent, { kind: K }>;
type Part = Pick<EventOf<'certificate-sent'>, 'certificate' | 'fromWh' | 'toWh'>;

/** A range of a certificate's energy in one hand, or used up. */
interface Range {
	readonly fromWh: number;
	readonly toWh: number;
	/** Null once cancelled or expired. */
	readonly holder: string | null;
}

/** Where a range goes that leaves a hand: to another, to its end, or off this chain. */
type Next = { readonly holder: string | null } | 'gone';

/**
 * Granular certificates from their readings on, or from when they came from another chain: no Wh is issued twice, held by
 * two, used up twice, or of use here while it is locked for another chain.
 */
export class CertificateCheck {
	readonly #scope: AuditScope;
	readonly #isPartial: boolean;
	/** Ranges of each certificate that still has a holder, ascending; of foreign ones all that are here. */
	readonly #ranges = new Map<string, readonly Range[]>();
	readonly #issued = new Set<string>();
	/** Issuers of the foreign ones, by the id that they have here. */
	readonly #origins = new Map<string, string>();
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
				this.#carve(event, event.from, { holder: event.to });
				break;
			case 'certificate-cancelled':
				this.#carve(event, event.owner, { holder: null });
				this.#count('wh-cancelled', event);
				break;
			case 'certificate-expired':
				this.#carve(event, event.owner, { holder: null });
				this.#count('wh-expired', event);
				break;
			case 'certificate-sent':
				this.#carve(event, event.owner, this.#isForeign(event) ? 'gone' : { holder: this.#lockOf(event) });
				this.#count('wh-locked', event);
				break;
			case 'certificate-returned':
				if (this.#isForeign(event)) this.#enter(event, event.owner);
				else this.#carve(event, this.#lockOf(event), { holder: event.owner });
				break;
			case 'certificate-admitted':
				this.#admit(event);
		}
	}

	/** Certificates of this chain that are locked for another, by id. */
	lockedFor(chain: string): ReadonlyMap<string, WhRanges> {
		const holder = bridgeAccount(chain);
		return this.#select((certificate) => (this.#origins.has(certificate) ? null : certificate), holder);
	}

	/** What of another chain's certificates is here, or was used up here, by the id that each has there. */
	hereFrom(origin: string): ReadonlyMap<string, WhRanges> {
		const prefix = foreignCertificateId(origin, '');
		return this.#select((certificate) =>
			this.#origins.get(certificate) === origin ? certificate.slice(prefix.length) : null,
		);
	}

	#select(nameOf: (certificate: string) => string | null, holder?: string): ReadonlyMap<string, WhRanges> {
		const found = new Map<string, WhRanges>();
		for (const [certificate, ranges] of this.#ranges) {
			const name = nameOf(certificate);
			if (name === null) continue;
			const own = ranges.filter((range) => holder === undefined || range.holder === holder);
			const joined = own.reduce<WhRanges>((sum, { fromWh, toWh }) => withRange(sum, [fromWh, toWh]), []);
			if (joined.length > 0) found.set(name, joined);
		}
		return found;
	}

	#issue(event: EventOf<'certificate-issued'>): void {
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

	/** A range of another chain's certificate comes. */
	#admit(event: EventOf<'certificate-admitted'>): void {
		const { certificate, owner, origin, toWh, terms } = event;
		const isNamed = certificate === foreignCertificateId(origin, energyCertificateId(terms.meter, terms.start));
		if (!isNamed || origin === this.#scope.chainId || toWh > terms.quantityWh)
			throw invalid(certificate, because('is-not-of-its-terms', { origin }));
		this.#origins.set(certificate, origin);
		this.#enter(event, owner);
		this.#count('wh-admitted', event);
	}

	/** Of a certificate that this chain did not issue. */
	#isForeign({ certificate }: Part): boolean {
		return this.#origins.has(certificate);
	}

	/** Under which name this chain's own certificates are held for the other chain of a packet. */
	#lockOf({ packet, certificate }: Part & { readonly packet: string }): string {
		const chain = otherChainOf(packet, this.#scope.chainId);
		if (chain === null) throw invalid(certificate, because('packet-is-of-other-chains', { packet }));
		return bridgeAccount(chain);
	}

	#enter({ certificate, fromWh, toWh }: Part, holder: string): void {
		const ranges = this.#ranges.get(certificate) ?? [];
		const isHere = ranges.some((range) => range.fromWh < toWh && fromWh < range.toWh);
		if (isHere || fromWh >= toWh) throw invalid(certificate, because('is-here-already', { fromWh, toWh }));
		const entered = [...ranges, { fromWh, toWh, holder }].sort((a, b) => a.fromWh - b.fromWh);
		this.#ranges.set(certificate, entered);
	}

	/** Takes [fromWh, toWh) out of the hand of `holder`. */
	#carve({ certificate, fromWh, toWh }: Part, holder: string, next: Next): void {
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
				...(next === 'gone' ? [] : [{ fromWh: low, toWh: high, holder: next.holder }]),
				{ fromWh: high, toWh: range.toWh, holder },
			].filter((part) => part.fromWh < part.toWh);
		});
		if (fromWh >= toWh || coveredWh !== toWh - fromWh)
			throw invalid(certificate, because('does-not-hold', { holder, fromWh, toWh }));
		// What was used up here may not come here again.
		const isOver = !this.#origins.has(certificate) && parts.every((part) => part.holder === null);
		if (isOver) this.#ranges.delete(certificate);
		else this.#ranges.set(certificate, parts);
	}

	#count(thing: 'wh-cancelled' | 'wh-expired' | 'wh-locked' | 'wh-admitted', { fromWh, toWh }: Part): void {
		this.#scope.board.count('certificates', thing, toWh - fromWh);
	}

	/** What is still in somebody's hand. */
	end(): void {
		let heldWh = 0;
		for (const ranges of this.#ranges.values())
			for (const { fromWh, toWh, holder } of ranges) if (holder !== null) heldWh += toWh - fromWh;
		if (this.#issued.size + this.#origins.size > 0) this.#scope.board.count('certificates', 'wh-held', heldWh);
	}
}

function invalid(certificate: string, because: Because): CodedError {
	return new CodedError('BUNDLE_CERTIFICATE', { certificate, ...because });
}
