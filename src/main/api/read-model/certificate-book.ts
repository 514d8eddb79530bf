import { bridgeAccount } from '../../../shared/codec/accounts.ts';
import type { DeviceTechnology } from '../../../shared/codec/device.ts';
import type { CertificatePart } from '../../../shared/codec/energy-certificate.ts';
import type { EnergyWh, TimeMs } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';
import { type PartRow, replacePart } from './certificate-parts.ts';
import type { HourOf } from './local-time.ts';
import type { Retention } from './retention.ts';

/** One change of a certificate: of all of it when issued, else of a range. */
export interface CertificateStep {
	readonly kind: 'issued' | 'transferred' | 'cancelled' | 'expired';
	readonly fromWh: EnergyWh;
	readonly toWh: EnergyWh;
	/** Whose it was before; null when issued. */
	readonly from: string | null;
	/** Whose it is then; null when it is used up. */
	readonly to: string | null;
	readonly trade: string | null;
	readonly settlement: string | null;
	readonly purpose: string | null;
	readonly at: EventStep;
}

export interface CertificateRow {
	readonly id: string;
	readonly product: string;
	readonly meter: string;
	readonly producer: string;
	readonly technology: DeviceTechnology;
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly quantityWh: EnergyWh;
	readonly reading: string;
	readonly expiresAt: TimeMs;
	/** Ascending, without a gap. */
	parts: readonly PartRow[];
	/** Oldest first; of more than are retained, the newest. */
	readonly steps: CertificateStep[];
	dropped: number;
}

/** A participant's certificates of one production hour. Held: issued + received − given − cancelled − expired. */
export interface HourTotals {
	issuedWh: EnergyWh;
	receivedWh: EnergyWh;
	givenWh: EnergyWh;
	cancelledWh: EnergyWh;
	expiredWh: EnergyWh;
}

export interface CertifiedHour {
	readonly certificates: Map<string, CertificateRow>;
	readonly totals: Map<string, HourTotals>;
}

export interface RefusalRow extends Omit<EventOf<'certificate-refused'>, 'kind'> {
	readonly at: EventStep;
}

/** Steps of one certificate, and refusals, that are remembered. */
const STEPS_MAX = 500;
const REFUSALS_MAX = 200;

/** Granular certificates by the local hour of their production, back to the retained number of certificates. */
export class CertificateBook {
	readonly hours = new Map<TimeMs, CertifiedHour>();
	/** Readings beyond what their devices can generate, newest last. */
	readonly refusals: RefusalRow[] = [];
	readonly #limits: Retention;
	readonly #hourOf: HourOf;
	#count = 0;

	constructor(limits: Retention, startOfHour: HourOf) {
		this.#limits = limits;
		this.#hourOf = startOfHour;
	}

	find(id: string): CertificateRow | undefined {
		return this.#hourWith(id)?.certificates.get(id);
	}

	issue(event: EventOf<'certificate-issued'>, at: EventStep): void {
		const { certificate: id, owner: producer, kind: _kind, ...terms } = event;
		const range = { fromWh: 0, toWh: event.quantityWh };
		const { height, time } = at;
		const hour = this.#add({
			id,
			producer,
			...terms,
			parts: [{ ...range, holder: producer, state: 'held', ...NO_USE, height, time }],
			steps: [{ kind: 'issued', ...range, from: null, to: producer, ...NO_CAUSE, at }],
			dropped: 0,
		});
		totalsOf(hour, producer).issuedWh += event.quantityWh;
	}

	refuse({ kind: _kind, ...refusal }: EventOf<'certificate-refused'>, at: EventStep): void {
		this.refusals.push({ ...refusal, at });
		if (this.refusals.length > REFUSALS_MAX) this.refusals.shift();
	}

	transfer(event: EventOf<'certificate-transferred'>, at: EventStep): void {
		const { from, to, trade } = event;
		const hour = this.#change(event, { kind: 'transferred', from, to, ...NO_CAUSE, trade }, at);
		if (!hour) return;
		const energyWh = event.toWh - event.fromWh;
		totalsOf(hour, from).givenWh += energyWh;
		totalsOf(hour, to).receivedWh += energyWh;
	}

	/**
	 * Locked for another chain, or of a certificate of that chain given up here: either way the bridge to it holds it.
	 *
	 * @param chain the other end of its packet; undefined where the console does not know it
	 */
	send(event: EventOf<'certificate-sent'>, chain: string | undefined, at: EventStep): void {
		if (chain === undefined) return;
		const { owner: from } = event;
		const hour = this.#change(event, { kind: 'transferred', from, to: bridgeAccount(chain), ...NO_CAUSE }, at);
		if (hour) totalsOf(hour, from).givenWh += event.toWh - event.fromWh;
	}

	/** What of another chain's certificate is not here is held by the bridge to that chain, as what is locked here is. */
	admit(event: EventOf<'certificate-admitted'>, at: EventStep): void {
		const { certificate: id, origin, owner: to, terms } = event;
		const away = bridgeAccount(origin);
		if (!this.find(id)) {
			const { height, time } = at;
			const whole = {
				fromWh: 0,
				toWh: terms.quantityWh,
				holder: away,
				state: 'held',
				...NO_USE,
				height,
				time,
			} as const;
			this.#add({ id, ...terms, parts: [whole], steps: [], dropped: 0 });
		}
		this.#receive(event, away, to, at);
	}

	/** @param chain the other end of its packet; undefined where the console does not know it */
	takeBack(event: EventOf<'certificate-returned'>, chain: string | undefined, at: EventStep): void {
		if (chain !== undefined) this.#receive(event, bridgeAccount(chain), event.owner, at);
	}

	cancel(event: EventOf<'certificate-cancelled'>, at: EventStep): void {
		const { owner, settlement, purpose } = event;
		const hour = this.#change(
			event,
			{ kind: 'cancelled', from: owner, to: null, trade: null, settlement, purpose },
			at,
		);
		if (hour) totalsOf(hour, owner).cancelledWh += event.toWh - event.fromWh;
	}

	expire(event: EventOf<'certificate-expired'>, at: EventStep): void {
		const hour = this.#change(event, { kind: 'expired', from: event.owner, to: null, ...NO_CAUSE }, at);
		if (hour) totalsOf(hour, event.owner).expiredWh += event.toWh - event.fromWh;
	}

	/** Into a hand here, from the bridge that held it. */
	#receive(part: CertificatePart, from: string, to: string, at: EventStep): void {
		const hour = this.#change(part, { kind: 'transferred', from, to, ...NO_CAUSE }, at);
		if (hour) totalsOf(hour, to).receivedWh += part.toWh - part.fromWh;
	}

	#add(row: CertificateRow): CertifiedHour {
		const hour = this.#hour(this.#hourOf(row.start));
		hour.certificates.set(row.id, row);
		this.#count += 1;
		if (this.#count > this.#limits.certificates) this.#forgetOldest();
		return hour;
	}

	/** @returns the certificate's hour; undefined where it is no longer retained */
	#change(
		{ certificate: id, fromWh, toWh }: CertificatePart,
		what: Omit<CertificateStep, 'fromWh' | 'toWh' | 'at'>,
		at: EventStep,
	): CertifiedHour | undefined {
		const hour = this.#hourWith(id);
		const row = hour?.certificates.get(id);
		if (!row) return undefined;
		const { kind, from, to, settlement, purpose } = what;
		const { height, time } = at;
		const state = kind === 'cancelled' || kind === 'expired' ? kind : 'held';
		const holder = (to ?? from) as string;
		row.parts = replacePart(row.parts, { fromWh, toWh, holder, state, settlement, purpose, height, time });
		row.steps.push({ ...what, fromWh, toWh, at });
		if (row.steps.length > STEPS_MAX) {
			row.steps.shift();
			row.dropped += 1;
		}
		return hour;
	}

	/** `GC-<meter>-<start>`, behind `<origin>:` where another chain issued it. */
	#hourWith(id: string): CertifiedHour | undefined {
		const match = /-(\d+)$/.exec(id);
		return match ? this.hours.get(this.#hourOf(Number(match[1]))) : undefined;
	}

	#hour(at: TimeMs): CertifiedHour {
		const known = this.hours.get(at);
		if (known) return known;
		const hour: CertifiedHour = { certificates: new Map(), totals: new Map() };
		this.hours.set(at, hour);
		return hour;
	}

	/** The newest hour stays, however full. */
	#forgetOldest(): void {
		const oldest = Math.min(...this.hours.keys());
		if (this.hours.size < 2) return;
		this.#count -= this.hours.get(oldest)?.certificates.size ?? 0;
		this.hours.delete(oldest);
	}
}

const NO_USE = { settlement: null, purpose: null } as const;
const NO_CAUSE = { trade: null, settlement: null, purpose: null } as const;

function totalsOf({ totals }: CertifiedHour, participant: string): HourTotals {
	const known = totals.get(participant);
	if (known) return known;
	const none: HourTotals = { issuedWh: 0, receivedWh: 0, givenWh: 0, cancelledWh: 0, expiredWh: 0 };
	totals.set(participant, none);
	return none;
}
