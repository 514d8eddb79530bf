import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [
		{
			path: '/signatures/documents',
			name: 'documents',
			component: () => import('./DocumentsView.vue'),
			meta: { spine: false },
		},
		{
			path: '/signatures/documents/:document',
			name: 'document',
			component: () => import('./DocumentsView.vue'),
			props: true,
			meta: { spine: false },
		},
	],
	nav: { route: 'documents', label: 'documents.nav', letter: 'd', order: 41, under: 'signatures' },
};
