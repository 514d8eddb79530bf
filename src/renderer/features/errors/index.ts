import type { RouteRecordRaw } from 'vue-router';

/** Reached from a code, not from the section bar; open in every stage of the program. */
export const errorRoutes: readonly RouteRecordRaw[] = [
	{
		path: '/errors/:code?',
		name: 'errors',
		component: () => import('./ErrorsView.vue'),
		props: true,
		meta: { spine: false, withoutNode: true, title: 'errors.nav' },
	},
];
