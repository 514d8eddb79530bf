import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [{ path: '/node', name: 'node', component: () => import('./NodeView.vue'), meta: { spine: false } }],
	nav: { route: 'node', label: 'node.nav', tab: 'node.tab', letter: 'h', order: 95 },
};
