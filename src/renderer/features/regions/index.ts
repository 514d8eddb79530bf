import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [{ path: '/regions', name: 'regions', component: () => import('./RegionsView.vue'), meta: { spine: false } }],
	nav: { route: 'regions', label: 'regions.nav', letter: 'j', order: 65 },
};
