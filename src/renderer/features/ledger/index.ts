import type { Feature } from '../../app/feature.ts';

/** The entry and the parts are addresses of their own, so that a link names one block, transaction or leaf for good. */
export const feature: Feature = {
	routes: [
		{
			path: '/ledger/:height(\\d+)?',
			name: 'ledger',
			component: () => import('./LedgerView.vue'),
			props: true,
			meta: { spine: false },
		},
		{
			path: '/ledger/transactions/:transaction',
			name: 'ledger-transaction',
			component: () => import('./EntryView.vue'),
			props: true,
			meta: { spine: false },
		},
		{
			path: '/ledger/:height(\\d+)/receipts/:index(\\d+)',
			name: 'ledger-receipt',
			component: () => import('./EntryView.vue'),
			props: true,
			meta: { spine: false },
		},
		{
			path: '/ledger/contracts',
			name: 'ledger-contracts',
			component: () => import('./ContractsView.vue'),
			meta: { spine: false },
		},
		{
			path: '/ledger/state',
			name: 'ledger-state',
			component: () => import('./StateView.vue'),
			meta: { spine: false },
		},
	],
	nav: { route: 'ledger', label: 'ledger.nav', letter: 'k', order: 75 },
};
