import type { Contract } from '../engine/contract.ts';

export const CERTIFICATES = 'certificates';

/** Granular certificates of renewable energy: issued once per Wh generated, held by one, cancelled once. */
export const certificatesContract: Contract = { name: CERTIFICATES, version: 1, methods: [], tasks: {} };
