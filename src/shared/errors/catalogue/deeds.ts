import type { CatalogueEntry } from '../entry.ts';

export const deedErrors = {} as const satisfies { [code: string]: CatalogueEntry };
