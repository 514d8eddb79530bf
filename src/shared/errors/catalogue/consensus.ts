import type { CatalogueEntry } from '../entry.ts';

export const consensusErrors = {} as const satisfies Record<string, CatalogueEntry>;
