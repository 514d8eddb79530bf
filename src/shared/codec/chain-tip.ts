import { integer, type Reader, record } from './reader.ts';
import type { TimeMs } from './units.ts';

/** State leaf that says after which block the state stands. */
export const TIP_PATH = 'chain/tip';

export interface ChainTip {
	readonly height: number;
	readonly time: TimeMs;
}

export const readChainTip: Reader<ChainTip> = record<ChainTip>({ height: integer(), time: integer() });
