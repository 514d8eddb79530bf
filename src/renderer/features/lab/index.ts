import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [{ path: '/lab', name: 'lab', component: () => import('./LabView.vue'), meta: { spine: false } }],
	nav: { route: 'lab', label: 'lab.nav', letter: 'l', order: 90 },
};
