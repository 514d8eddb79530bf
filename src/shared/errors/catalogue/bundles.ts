import type { CatalogueEntry } from '../entry.ts';

export const bundleErrors = {} as const satisfies { [code: string]: CatalogueEntry };
