import type { Feature } from '../../app/feature.ts';

export const feature: Feature = {
	routes: [{ path: '/bids/certificates', name: 'certificates', component: () => import('./CertificatesView.vue') }],
	nav: { route: 'certificates', label: 'certificates.nav', letter: 'n', order: 27, under: 'bids' },
};
