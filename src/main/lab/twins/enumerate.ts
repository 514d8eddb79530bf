import { SCENARIO_FORMAT, type TwinsRound, type TwinsScenario } from './scenario.ts';

/**
 * All scenarios of 4 validators, one of them (3) with a twin, and at most two sets a round: 16 splits × 4 leaders = 64
 * configurations a round, 64^depth scenarios.
 *
 * The honest validators 0, 1, 2 are interchangeable, and so are the two instances of validator 3: renaming them turns a
 * scenario into one that shows the same. Of each such class only the one with the smallest number is run; its
 * multiplicity says how many it stands for, and the multiplicities add up to 64^depth. What renaming does not preserve
 * is the order in which equally timed messages are delivered; the random campaign varies that.
 */
export interface CanonicalScenario {
	/** Configurations of the rounds as digits to base 64, the first round's highest. */
	readonly number: number;
	readonly multiplicity: number;
}

const HONEST = 3;
/** The instances of validator 3. */
const FIRST = 3;
const SECOND = 4;
const INSTANCES = 5;
const SPLITS = 2 ** (INSTANCES - 1);
const LEADERS = 4;
export const CONFIGURATIONS = SPLITS * LEADERS;

/** Ascending by number. `depth` 1 … 4. */
export function canonicalScenarios(depth: number): CanonicalScenario[] {
	const tables = renamings().map(configurationTable);
	const found: CanonicalScenario[] = [];
	const digits = new Array<number>(depth).fill(0);
	const total = CONFIGURATIONS ** depth;
	for (let number = 0; number < total; number++) {
		for (let at = depth - 1, rest = number; at >= 0; at--, rest = Math.floor(rest / CONFIGURATIONS))
			digits[at] = rest % CONFIGURATIONS;
		const images = new Set<number>();
		for (const table of tables) {
			let image = 0;
			for (const digit of digits) image = image * CONFIGURATIONS + (table[digit] as number);
			if (image < number) {
				images.clear();
				break;
			}
			images.add(image);
		}
		if (images.size > 0) found.push({ number, multiplicity: images.size });
	}
	return found;
}

/** The scenario with that number. */
export function numberedScenario(depth: number, number: number): TwinsScenario {
	const rounds: TwinsRound[] = [];
	for (let at = 0, rest = number; at < depth; at++, rest = Math.floor(rest / CONFIGURATIONS))
		rounds.unshift(roundOf(rest % CONFIGURATIONS));
	return {
		format: SCENARIO_FORMAT,
		name: `depth ${depth}, number ${number}`,
		validators: 4,
		twins: [3],
		rounds,
		expect: 'safe',
	};
}

/** Bit i of the split: instance i is in the set without the second instance of validator 3. */
function roundOf(configuration: number): TwinsRound {
	const split = Math.floor(configuration / LEADERS);
	const apart: number[] = [];
	const together: number[] = [];
	for (let instance = 0; instance < INSTANCES; instance++)
		(((split >> instance) & 1) === 1 ? apart : together).push(instance);
	return { leader: configuration % LEADERS, sets: apart.length > 0 ? [together, apart] : [together] };
}

/** Every renaming of the instances: honest ones among themselves, the two of validator 3 among themselves. */
function renamings(): number[][] {
	const honest = [
		[0, 1, 2],
		[0, 2, 1],
		[1, 0, 2],
		[1, 2, 0],
		[2, 0, 1],
		[2, 1, 0],
	];
	return honest.flatMap((order) => [
		[...order, FIRST, SECOND],
		[...order, SECOND, FIRST],
	]);
}

function configurationTable(renaming: readonly number[]): number[] {
	return Array.from({ length: CONFIGURATIONS }, (_, configuration) => {
		const { leader, sets } = roundOf(configuration);
		const renamed = sets.map((set) => set.map((instance) => renaming[instance] as number));
		const apart = renamed.find((set) => !set.includes(SECOND)) ?? [];
		const split = apart.reduce((bits, instance) => bits | (1 << instance), 0);
		const newLeader = (leader as number) < HONEST ? (renaming[leader as number] as number) : FIRST;
		return split * LEADERS + newLeader;
	});
}
