import type { CatalogueEntry } from '../entry.ts';

export const consoleErrors = {} as const satisfies Record<string, CatalogueEntry>;
