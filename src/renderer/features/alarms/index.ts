import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [
		{ path: '/node/alarms', name: 'alarms', component: () => import('./AlarmsView.vue'), meta: { spine: false } },
	],
	nav: { route: 'alarms', label: 'alarms.nav', letter: 'w', order: 96, under: 'node' },
};
