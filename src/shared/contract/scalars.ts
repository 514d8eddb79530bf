import { z } from 'zod';

/** Watt-hours, integer. */
export const energyWh = z.int();
/** Millionths of the network's currency, integer. */
export const microMoney = z.int();
/** Micro-money per kWh, integer. */
export const microPerKwh = z.int();
/** Milliseconds UTC on the chain clock. */
export const timeMs = z.int();
/** Lower-case hex of a byte string; oRPC carries no Uint8Array. */
export const hex = z.string().regex(/^(?:[0-9a-f]{2})*$/);
/** Id or display name: the longest that a contract derives (ids.ts) has 160 characters. */
export const name = z.string().min(1).max(160);
export const height = z.int().min(0);
/** Local calendar day of the market zone, YYYY-MM-DD. */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** Share in [0, 1]; null while there is nothing to divide by. */
export const share = z.number().min(0).max(1).nullable();
