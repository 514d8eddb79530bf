import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [{ path: '/', name: 'overview', component: () => import('./OverviewView.vue'), meta: { spine: false } }],
	nav: { route: 'overview', label: 'overview.nav', letter: 'o', order: 10 },
};
