import { fromHex } from '../../../shared/codec/bytes.ts';
import type { ConsoleClient } from '../../rpc/client.ts';

/** Longest genesis document that a node answers with. */
const MAX_BYTES = 16_777_216;

/** The canonical genesis document, put together from the parts in which the node sends it. */
export async function wholeGenesis(client: ConsoleClient): Promise<Uint8Array<ArrayBuffer>> {
	const parts: Uint8Array[] = [];
	let offset = 0;
	while (true) {
		const { totalBytes, part } = await client.proofs.genesis({ offset });
		const bytes = fromHex(part);
		parts.push(bytes);
		offset += bytes.length;
		if (offset >= Math.min(totalBytes, MAX_BYTES) || bytes.length === 0) break;
	}
	const whole = new Uint8Array(offset);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
