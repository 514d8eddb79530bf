import { identifier } from '../codec/ids.ts';

const readName = identifier();

/** Whether a text may name an order, a block's parent or a group: what the chain takes as a name. */
export function isOrderName(text: string): boolean {
	try {
		readName(text, 'name');
		return true;
	} catch {
		return false;
	}
}
