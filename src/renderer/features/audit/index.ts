import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [
		{
			path: '/trace/audit',
			name: 'audit',
			component: () => import('./AuditView.vue'),
			meta: { spine: false, withoutNode: true },
		},
	],
	nav: { route: 'audit', label: 'audit.nav', letter: 'x', order: 61, under: 'trace' },
};
