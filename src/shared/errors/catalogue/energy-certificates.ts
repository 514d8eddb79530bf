import type { CatalogueEntry } from '../entry.ts';

export const energyCertificateErrors = {} as const satisfies { [code: string]: CatalogueEntry };
