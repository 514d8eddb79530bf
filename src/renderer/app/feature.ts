import type { RouteRecordRaw } from 'vue-router';

/** All that a feature shows of itself to the shell. */
export interface Feature {
	readonly routes: readonly RouteRecordRaw[];
	readonly nav: {
		/** Name of the route that the section bar, or the tab, opens. */
		readonly route: string;
		/** Message key of its word in the section bar; of a feature under another one, of its tab. */
		readonly label: string;
		/** Message key of its tab, where other features stand under it. */
		readonly tab?: string;
		/** Letter after `g`. */
		readonly letter: string;
		/** Place in the section bar, or among the tabs, ascending. */
		readonly order: number;
		/** Route of the feature whose section this one belongs to; without it, it has a section of its own. */
		readonly under?: string;
		/** Counts what awaits the person there. */
		readonly badge?: 'deeds';
	};
}

declare module 'vue-router' {
	interface RouteMeta {
		/** False where the page draws the day itself. */
		spine?: boolean;
		/** The view needs no node: it is open in every stage of the program, and without a connection. */
		withoutNode?: boolean;
		/** Message key of the window's title, for a page that has no place in the section bar. */
		title?: string;
	}
}
