import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [
		{
			path: '/governance',
			name: 'governance',
			component: () => import('./GovernanceView.vue'),
			meta: { spine: false },
		},
	],
	nav: { route: 'governance', label: 'governance.nav', letter: 'v', order: 96.5, under: 'node' },
};
