/** What a participant may do in the market; every permission is read from it. */
export const PARTICIPANT_ROLES = [
	'generator',
	'consumer',
	'prosumer',
	'aggregator',
	'grid-operator',
	'market-operator',
	'meter-operator',
	'auditor',
	'validator',
] as const;

export type Role = (typeof PARTICIPANT_ROLES)[number];
