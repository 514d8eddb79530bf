import type { Contract } from '../engine/contract.ts';

export const TRACEABILITY = 'traceability';

/** Who may read what is encrypted: grants, and the record of every key that was released. */
export const traceabilityContract: Contract = { name: TRACEABILITY, version: 1, methods: [], tasks: {} };
