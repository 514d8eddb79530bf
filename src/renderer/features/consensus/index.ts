import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [{ path: '/consensus', name: 'consensus', component: () => import('./ConsensusView.vue') }],
	nav: { route: 'consensus', label: 'consensus.nav', letter: 'c', order: 70 },
};
