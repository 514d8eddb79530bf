import { createRouter, createWebHashHistory } from 'vue-router';
import { errorRoutes } from '../features/errors/index.ts';
import { features } from './navigation.ts';

export const router = createRouter({
	history: createWebHashHistory(),
	routes: [...features.flatMap((feature) => feature.routes), ...errorRoutes, { path: '/:rest(.*)*', redirect: '/' }],
});
