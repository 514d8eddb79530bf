import type { CatalogueEntry } from '../entry.ts';

export const importErrors = {} as const satisfies Record<string, CatalogueEntry>;
