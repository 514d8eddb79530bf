import { costOf, type EnergyWh, type MicroMoney, type MicroPerKwh } from '../../../shared/codec/units.ts';

/** What an energy costs at a price, rounded towards zero: whoever pays keeps the fraction of a micro-unit. */
export function amountOf(energyWh: EnergyWh, price: MicroPerKwh): MicroMoney {
	return price < 0 ? -costOf(energyWh, -price) + 0 : costOf(energyWh, price);
}
