import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [{ path: '/bids', name: 'bids', component: () => import('./BidsView.vue'), meta: { spine: false } }],
	nav: { route: 'bids', label: 'bids.nav', tab: 'bids.tab', letter: 'b', order: 25 },
};
