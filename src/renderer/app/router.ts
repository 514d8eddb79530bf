import { createRouter, createWebHashHistory } from 'vue-router';
import { features } from './navigation.ts';

export const router = createRouter({
	history: createWebHashHistory(),
	routes: [...features.flatMap((feature) => feature.routes), { path: '/:rest(.*)*', redirect: '/' }],
});
