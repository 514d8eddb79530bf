import type { RouteRecordRaw } from 'vue-router';

/** All that a feature shows of itself to the shell. */
export interface Feature {
	readonly routes: readonly RouteRecordRaw[];
	readonly nav: {
		/** Name of the route that the section bar opens. */
		readonly route: string;
		/** Message key of its word in the section bar. */
		readonly label: string;
		/** Letter after `g`. */
		readonly letter: string;
		/** Place in the section bar, ascending. */
		readonly order: number;
		/** Counts what awaits the person there. */
		readonly badge?: 'deeds';
	};
}

declare module 'vue-router' {
	interface RouteMeta {
		/** False where the page draws the day itself. */
		spine?: boolean;
	}
}
