import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [{ path: '/trace', name: 'trace', component: () => import('./TraceView.vue') }],
	nav: { route: 'trace', label: 'trace.nav', tab: 'trace.tab', letter: 'r', order: 60 },
};
