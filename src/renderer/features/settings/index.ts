import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [
		{ path: '/settings', name: 'settings', component: () => import('./SettingsView.vue'), meta: { spine: false } },
	],
	nav: { route: 'settings', label: 'settings.nav', letter: 'i', order: 97, under: 'node' },
};
