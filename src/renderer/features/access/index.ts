import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [
		{ path: '/signatures/access', name: 'access', component: () => import('./AccessView.vue'), meta: { spine: false } },
	],
	nav: { route: 'access', label: 'access.nav', letter: 'e', order: 42, under: 'signatures' },
};
