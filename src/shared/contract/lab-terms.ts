/** Protocols that the lab compares, C-LBFT first. */
export const LAB_PROTOCOLS = [
	'c-lbft',
	'libra-bft',
	'pbft',
	'hotstuff',
	'jolteon',
	'jolteon-reputation',
	'carousel',
	'raft',
] as const;
export const LAB_FAULTS = ['none', 'crash', 'mute', 'flap', 'slow'] as const;
export const LAB_LATENCIES = ['unit', 'lan', 'five-regions'] as const;
/** `message`: every message of every replica; `round`: leaders and votes only, on the same election code. */
export const LAB_LEVELS = ['message', 'round'] as const;
/** Rounds before the first one that counts; runs of fewer than 4,000 rounds warm up for half of them. */
export const LAB_WARM_UP_ROUNDS = 2_000;

/** What a console may ask of a node beside its validator: less than the command line allows. */
export const LAB_CONSOLE_LIMITS = { validators: 100, roundsMin: 100, rounds: 20_000, seeds: 8 } as const;

export type LabProtocol = (typeof LAB_PROTOCOLS)[number];
export type LabFault = (typeof LAB_FAULTS)[number];
