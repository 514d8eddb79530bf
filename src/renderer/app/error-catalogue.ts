import { shallowRef } from 'vue';
import type { catalogue } from '../../shared/errors/catalogue.ts';

export type Catalogue = typeof catalogue;

const loaded = shallowRef<Catalogue | null>(null);
let loading: Promise<Catalogue> | null = null;

/** Fetches the catalogue of errors, once: most days of a console need none of its sentences. */
export function loadCatalogue(): Promise<Catalogue> {
	loading ??= import('../../shared/errors/catalogue.ts').then(
		(fetched) => {
			loaded.value = fetched.catalogue;
			return fetched.catalogue;
		},
		(error: unknown) => {
			loading = null;
			throw error;
		},
	);
	return loading;
}

/** The catalogue where it is here; null asks for it, and what read it in a computed value is computed anew. */
export function presentCatalogue(): Catalogue | null {
	// Offline the code alone stands, and the next look asks again.
	if (!loaded.value) loadCatalogue().catch(() => undefined);
	return loaded.value;
}
