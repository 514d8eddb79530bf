import type { Feature } from './feature.ts';

const found = import.meta.glob<{ feature: Feature }>('../features/*/index.ts', { eager: true });

/** The features that exist, in the order of the section bar. */
export const features: readonly Feature[] = Object.values(found)
	.map((module) => module.feature)
	.sort((a, b) => a.nav.order - b.nav.order);
