import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [
		{
			path: '/bids/positions',
			name: 'positions',
			component: () => import('./PositionsView.vue'),
			meta: { spine: false },
		},
	],
	nav: { route: 'positions', label: 'positions.nav', letter: 'p', order: 25.5, under: 'bids' },
};
