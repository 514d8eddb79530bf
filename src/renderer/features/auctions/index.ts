import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [
		{ path: '/auctions', name: 'auctions', component: () => import('./AuctionsView.vue') },
		{ path: '/auctions/:product', name: 'auction', component: () => import('./AuctionsView.vue'), props: true },
	],
	nav: { route: 'auctions', label: 'auctions.nav', tab: 'auctions.tab', letter: 'a', order: 20 },
};
