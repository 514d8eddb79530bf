/** How products and market files call every market mechanism. */
export const MECHANISM_NAMES = [
	'uniform-price',
	'pay-as-bid',
	'continuous',
	'vickrey',
	'mcafee',
	'huang',
	'muda',
] as const;

export type MechanismName = (typeof MECHANISM_NAMES)[number];

export function isMechanismName(name: string): name is MechanismName {
	return (MECHANISM_NAMES as readonly string[]).includes(name);
}
