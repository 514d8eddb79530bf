import { DERIVED_ID_MAX_CHARACTERS, identifier } from '../../../../shared/codec/ids.ts';
import { type EnergyWh, HOUR_MS, type MicroMoney, parseDecimal, type TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';

/** An amount in currency units, exact to the micro-unit. */
export function moneyOption(option: string, min: 0 | 1): (value: string) => MicroMoney {
	return (value) => {
		const amount = parseDecimal(value, 6);
		if (amount !== null && amount >= min) return amount;
		const expected = `an amount ${min === 0 ? 'of 0 or more' : 'above 0'} with at most 6 decimals`;
		throw new CodedError('OPTION_INVALID', { option, value, expected });
	};
}

/** Kilowatts or kilowatt-hours with at most 3 decimals, as watts or watt-hours. */
export function kiloOption(option: string, min: 0 | 1, unit: 'kW' | 'kWh'): (value: string) => EnergyWh {
	return (value) => {
		const count = parseDecimal(value, 3);
		if (count !== null && count >= min) return count;
		const expected = `${unit}, ${min === 0 ? '0 or more' : 'above 0'}, with at most 3 decimals`;
		throw new CodedError('OPTION_INVALID', { option, value, expected });
	};
}

/** Whole hours or minutes as milliseconds. */
export function spanOption(option: string, unit: 'hours' | 'minutes', max: number): (value: string) => TimeMs {
	return (value) => {
		const count = /^\d{1,9}$/.test(value) ? Number(value) : 0;
		if (count >= 1 && count <= max) return count * (unit === 'hours' ? HOUR_MS : HOUR_MS / 60);
		throw new CodedError('OPTION_INVALID', { option, value, expected: `whole ${unit} from 1 to ${max}` });
	};
}

/** A name that the chain knows, such as a participant's, a trade's or a packet's. */
export function idOption(option: string): (value: string) => string {
	const read = identifier(DERIVED_ID_MAX_CHARACTERS);
	return (value) => {
		try {
			return read(value, option);
		} catch {
			throw new CodedError('OPTION_INVALID', { option, value, expected: 'an id' });
		}
	};
}
