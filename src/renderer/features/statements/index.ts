import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [
		{
			path: '/bids/statements',
			name: 'statements',
			component: () => import('./StatementsView.vue'),
			meta: { spine: false },
		},
	],
	nav: { route: 'statements', label: 'statements.nav', letter: 'm', order: 26, under: 'bids' },
};
