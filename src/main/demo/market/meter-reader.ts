import { CALL_LIMITS, calls } from '../../../shared/codec/calls.ts';
import { type Reading, type ReadingsSigner, signReadings } from '../../../shared/codec/metering-calls.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { Hasher, Signer } from '../../core/ports.ts';
import type { HourReading } from '../neighbourhood/types.ts';
import { type Agent, type Errand, earliestAfter } from './agent.ts';
import type { MarketPlan, PlannedHour } from './market-plan.ts';
import type { MarketView } from './market-view.ts';
import { OPERATORS } from './terms.ts';

/** The meter operator: after each delivery hour it submits what every home's meter read, in one batch. */
export class MeterReader implements Agent {
	readonly #plan: MarketPlan;
	readonly #hours: ReadonlyMap<string, PlannedHour>;
	readonly #view: MarketView;
	readonly #signer: ReadingsSigner;

	constructor(
		options: {
			readonly chainId: string;
			readonly plan: MarketPlan;
			readonly hours: ReadonlyMap<string, PlannedHour>;
		},
		modules: { readonly view: MarketView; readonly signer: Signer; readonly hasher: Hasher },
	) {
		this.#plan = options.plan;
		this.#hours = options.hours;
		this.#view = modules.view;
		this.#signer = {
			chainId: options.chainId,
			source: { kind: 'operator', id: OPERATORS.meter },
			sign: (message) => modules.signer.sign(message),
			sha256: (bytes) => modules.hasher.sha256(bytes),
		};
	}

	due(now: TimeMs): Errand[] {
		const errands: Errand[] = [];
		for (const product of this.#view.products.values()) {
			if (product.deliveryEnd > now || product.metersRead.size === this.#plan.homes.length) continue;
			const hour = this.#hours.get(product.product);
			if (!hour) continue;
			const readings = this.#readingsOf(hour).filter(({ meter }) => !product.metersRead.has(meter));
			errands.push({
				participant: OPERATORS.meter,
				name: `read ${product.product}`,
				call: calls.metering.submitReadings(signReadings(readings.slice(0, CALL_LIMITS.readings), this.#signer)),
			});
		}
		return errands;
	}

	nextAt(now: TimeMs): TimeMs | null {
		return earliestAfter(
			now,
			Array.from(this.#view.products.values(), ({ deliveryEnd }) => deliveryEnd),
		);
	}

	#readingsOf({ terms, readings }: PlannedHour): Reading[] {
		return this.#plan.homes.map((home, index) => {
			const { loadWh, pvWh } = readings[index] as HourReading;
			return {
				meter: home.meter as string,
				start: terms.deliveryStart,
				end: terms.deliveryEnd,
				generatedWh: pvWh,
				consumedWh: loadWh,
			};
		});
	}
}
