import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [{ path: '/standings', name: 'standings', component: () => import('./StandingsView.vue') }],
	nav: { route: 'standings', label: 'standings.nav', letter: 't', order: 50 },
};
