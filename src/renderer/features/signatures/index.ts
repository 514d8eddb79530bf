import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [
		{ path: '/signatures', name: 'signatures', component: () => import('./SignaturesView.vue') },
		{ path: '/signatures/:deed', name: 'deed', component: () => import('./SignaturesView.vue'), props: true },
	],
	nav: { route: 'signatures', label: 'signatures.nav', tab: 'signatures.tab', letter: 's', order: 40, badge: 'deeds' },
};
