import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [
		{
			path: '/auctions/desk',
			name: 'market-desk',
			component: () => import('./MarketDeskView.vue'),
			meta: { spine: false },
		},
	],
	nav: { route: 'market-desk', label: 'desk.nav', letter: 'f', order: 21, under: 'auctions' },
};
