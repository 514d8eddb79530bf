import type { CatalogueEntry } from '../entry.ts';

export const contractErrors = {} as const satisfies Record<string, CatalogueEntry>;
