import type { MarketPlan, PlannedHour } from '../../src/main/demo/market/market-plan.ts';
import { fraction, reservationSteps } from '../../src/main/demo/market/reservation-prices.ts';
import { OPERATORS } from '../../src/main/demo/market/terms.ts';
import type { HourReading } from '../../src/main/demo/neighbourhood/types.ts';
import { CALL_LIMITS, calls } from '../../src/shared/codec/calls.ts';
import { deedSigningBytes } from '../../src/shared/codec/deed.ts';
import type { ContractEvent } from '../../src/shared/codec/events.ts';
import type { Reading } from '../../src/shared/codec/metering-calls.ts';
import { QUARTER_MS } from '../../src/shared/codec/product-terms.ts';
import { EngineMarket, keyOf } from '../fixtures/engine-market.ts';
import { planGenesis } from '../fixtures/plan-genesis.ts';
import { YearAudit } from './year-audit.ts';

/** Of all readings or deeds, one in so many by a draw from `seed`; 0 for none. */
export interface YearShares {
	readonly seed: number;
	readonly missing: number;
	readonly corrected: number;
	/** Hours read as four quarters. */
	readonly inQuarters: number;
	/** Deeds that one of their parties leaves unsigned. */
	readonly unsigned: number;
}

const MINUTE_MS = 60_000;
/** Gates open six hours ahead, and products are announced a day at a time before that. */
const OPENING_HOURS = 6;
const ANNOUNCED_HOURS = 24;

/** The hours of a plan one after the other: announced, ordered for, cleared, signed, read, settled. */
export class MarketYear {
	readonly #plan: MarketPlan;
	readonly #shares: YearShares;
	readonly #market: EngineMarket;
	readonly #audit: YearAudit;
	#announced = 0;
	#nextDeadline: number | null = null;
	readonly #readings = { sent: 0, missing: 0, corrected: 0, inQuarters: 0 };

	constructor(plan: MarketPlan, shares: YearShares) {
		this.#plan = plan;
		this.#shares = shares;
		this.#market = new EngineMarket(planGenesis(plan));
		this.#audit = new YearAudit(this.#market);
	}

	/** Delivery of the hour begins: its gate closes before, the hour before it is read and settled after. */
	play(hour: number): void {
		const start = this.#startOf(hour);
		if (hour === 0) this.#openFirst(start);
		const ended = hour < this.#plan.hours.length ? this.#run(start - 10 * MINUTE_MS, () => undefined) : [];
		if (ended.length > 0) this.#run(start - 9 * MINUTE_MS, () => this.#sign(ended));
		this.#run(start + MINUTE_MS, () => {
			this.#announce(hour + OPENING_HOURS + 2);
			this.#order(hour + OPENING_HOURS);
			this.#read(hour - 1);
		});
		this.#run(start + 5 * MINUTE_MS, () => undefined);
		this.#run(start + 30 * MINUTE_MS, () => undefined);
	}

	/** Orders for the first hours, whose gates open before any delivery. */
	#openFirst(start: number): void {
		this.#run(start - (OPENING_HOURS * 60 + 30) * MINUTE_MS, () => this.#announce(ANNOUNCED_HOURS));
		for (let hour = 0; hour < OPENING_HOURS; hour++)
			this.#run(start - (OPENING_HOURS - hour) * 60 * MINUTE_MS, () => this.#order(hour));
	}

	summary() {
		return { products: this.#plan.hours.length, readings: this.#readings, ...this.#audit.summary() };
	}

	/** Sends what is to be sent, and makes blocks until nothing that is due is left. */
	#run(time: number, send: () => void): readonly ContractEvent[] {
		send();
		const events: ContractEvent[] = [];
		let at = time;
		do {
			const result = this.#market.block(at++);
			this.#audit.take(result);
			events.push(...result.events);
			this.#nextDeadline = result.nextDeadline;
			// A year of blocks is more than memory holds.
			this.#market.blocks.length = 0;
			this.#market.results.length = 0;
		} while (this.#nextDeadline !== null && this.#nextDeadline <= at);
		return events;
	}

	/** Opens the next day of products when fewer than those needed are open. */
	#announce(needed: number): void {
		const { hours } = this.#plan;
		while (this.#announced < Math.min(needed, hours.length)) {
			const next = hours.slice(this.#announced, this.#announced + ANNOUNCED_HOURS);
			this.#market.send(OPERATORS.market, calls.auction.openProducts({ products: next.map(({ terms }) => terms) }));
			this.#announced += next.length;
		}
	}

	#order(hour: number): void {
		const planned = this.#plan.hours[hour];
		if (!planned) return;
		const { terms, readings } = planned;
		this.#plan.homes.forEach(({ id }, index) => {
			const { loadWh, pvWh } = readings[index] as HourReading;
			const side = pvWh > loadWh ? 'offer' : 'bid';
			const steps = reservationSteps(side, id, terms.deliveryStart, Math.abs(pvWh - loadWh), terms);
			if (steps.length === 0) return;
			const orders = steps.map((step) => ({ product: terms.product, side, ...step }) as const);
			this.#market.send(id, calls.auction.placeOrders({ owner: null, orders }));
		});
	}

	#sign(events: readonly ContractEvent[]): void {
		const byParty = new Map<string, { deed: string; signature: Uint8Array }[]>();
		for (const event of events) {
			if (event.kind !== 'deed-drafted') continue;
			const [first] = event.signers;
			for (const { participant } of event.signers) {
				if (participant === first?.participant && this.#draws('unsigned', event.deed)) continue;
				const signature = keyOf(participant).sign(deedSigningBytes(this.#market.chainId, event.digest));
				const list = byParty.get(participant);
				if (list) list.push({ deed: event.deed, signature });
				else byParty.set(participant, [{ deed: event.deed, signature }]);
			}
		}
		for (const [participant, list] of byParty)
			for (let from = 0; from < list.length; from += CALL_LIMITS.deeds)
				this.#market.send(
					participant,
					calls.depository.signDeeds({ signatures: list.slice(from, from + CALL_LIMITS.deeds) }),
				);
	}

	#read(hour: number): void {
		const planned = this.#plan.hours[hour];
		if (!planned) return;
		const readings: Reading[] = [];
		const corrections: Reading[] = [];
		this.#plan.homes.forEach(({ id, meter }, index) => {
			const name = `${planned.terms.product}/${id}`;
			const { loadWh, pvWh } = planned.readings[index] as HourReading;
			if (this.#draws('missing', name)) {
				this.#readings.missing += 1;
				this.#audit.expect(planned.terms.product, id, null);
				return;
			}
			this.#audit.expect(planned.terms.product, id, pvWh - loadWh);
			const parts = this.#partsOf(planned, meter as string, { loadWh, pvWh }, name);
			if (this.#draws('corrected', name)) {
				this.#readings.corrected += 1;
				const [first] = parts;
				readings.push(
					...parts.map((part) => (part === first ? { ...part, generatedWh: part.generatedWh + 17 } : part)),
				);
				corrections.push(...parts);
			} else readings.push(...parts);
		});
		this.#readings.sent += readings.length + corrections.length;
		for (const batch of [readings, corrections])
			if (batch.length > 0) this.#market.send(OPERATORS.meter, this.#market.readings(batch, OPERATORS.meter));
	}

	/** The hour as its meter tells it: at once, or in quarters that add up to it. */
	#partsOf({ terms }: PlannedHour, meter: string, { loadWh, pvWh }: HourReading, name: string): Reading[] {
		const { deliveryStart: start, deliveryEnd: end } = terms;
		if (!this.#draws('inQuarters', name)) return [{ meter, start, end, generatedWh: pvWh, consumedWh: loadWh }];
		this.#readings.inQuarters += 1;
		const part = (whole: number, quarter: number) =>
			Math.floor((whole * (quarter + 1)) / 4) - Math.floor((whole * quarter) / 4);
		return [0, 1, 2, 3].map((quarter) => ({
			meter,
			start: start + quarter * QUARTER_MS,
			end: start + (quarter + 1) * QUARTER_MS,
			generatedWh: part(pvWh, quarter),
			consumedWh: part(loadWh, quarter),
		}));
	}

	#draws(what: Exclude<keyof YearShares, 'seed'>, name: string): boolean {
		const share = this.#shares[what];
		return share > 0 && fraction(`${this.#shares.seed}/${what}/${name}`) % share === 0;
	}

	#startOf(hour: number): number {
		const { hours } = this.#plan;
		const last = hours.at(-1) as PlannedHour;
		return hours[hour]?.terms.deliveryStart ?? last.terms.deliveryEnd;
	}
}
