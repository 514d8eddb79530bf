import { CodedError } from '../errors/coded-error.ts';

/** Energy in watt-hours, a safe integer. */
export type EnergyWh = number;
/** Money in millionths of the network's currency, a safe integer; negative is owed. */
export type MicroMoney = number;
/** Price in micro-money per kWh, a safe integer; negative prices are legal. */
export type MicroPerKwh = number;
/** Milliseconds since 1970-01-01T00:00Z on the chain clock, a safe integer. */
export type TimeMs = number;

export const HOUR_MS = 3_600_000;
export const MICRO = 1_000_000;

/** ⌊a·b/c⌋ towards negative infinity, exact for every safe a, b and positive c; throws UNITS_OVERFLOW past the safe range. */
export function mulDivFloor(a: number, b: number, c: number): number {
	const product = a * b;
	if (Number.isSafeInteger(product)) return Math.floor(product / c);
	const exact = BigInt(a) * BigInt(b);
	const divisor = BigInt(c);
	let quotient = exact / divisor;
	if (exact % divisor !== 0n && exact < 0n) quotient -= 1n;
	const result = Number(quotient);
	if (!Number.isSafeInteger(result)) throw new CodedError('UNITS_OVERFLOW', { a, b, c });
	return result;
}

/** Cost of an energy at a price, rounded down to a micro-unit: the remainder stays with the payer. */
export function costOf(energyWh: EnergyWh, price: MicroPerKwh): MicroMoney {
	return mulDivFloor(energyWh, price, 1000);
}

/** What an energy costs at a price of either sign, rounded towards zero: whoever pays keeps the fraction of a micro-unit. */
export function amountOf(energyWh: EnergyWh, price: MicroPerKwh): MicroMoney {
	return price < 0 ? -costOf(energyWh, -price) + 0 : costOf(energyWh, price);
}

/**
 * Splits `total` in proportion to `weights` without creating or destroying a unit: floors first, then one unit
 * each to the largest remainders, ties to the lower index.
 */
export function largestRemainder(total: number, weights: readonly number[]): number[] {
	const sum = weights.reduce((a, b) => a + b, 0);
	if (sum === 0) return weights.map(() => 0);
	const shares = weights.map((weight) => mulDivFloor(total, weight, sum));
	const remainders = weights.map((weight, index) => ({
		index,
		remainder: BigInt(total) * BigInt(weight) - BigInt(shares[index] as number) * BigInt(sum),
	}));
	remainders.sort((a, b) => (a.remainder > b.remainder ? -1 : a.remainder < b.remainder ? 1 : a.index - b.index));
	let left = total - shares.reduce((a, b) => a + b, 0);
	for (const { index } of remainders) {
		if (left === 0) break;
		shares[index] = (shares[index] as number) + 1;
		left -= 1;
	}
	return shares;
}

/** Exact decimal text to an integer count of 10^−scale; null when it is not a plain decimal or has more digits than the scale. */
export function parseDecimal(source: string, scale: number): number | null {
	const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(source.trim());
	if (!match) return null;
	const fraction = match[3] ?? '';
	if (fraction.length > scale) return null;
	const value = Number(`${match[2]}${fraction.padEnd(scale, '0')}`);
	if (!Number.isSafeInteger(value)) return null;
	return match[1] === '-' && value !== 0 ? -value : value;
}
