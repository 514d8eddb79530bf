import type { CatalogueEntry } from '../entry.ts';

export const nodeErrors = {} as const satisfies Record<string, CatalogueEntry>;
