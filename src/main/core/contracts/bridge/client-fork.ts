import type { FreezeClient } from '../../../../shared/codec/bridge-calls.ts';
import type { FinalHeader } from '../../../../shared/codec/bridge-client.ts';
import { type Digest, equalBytes } from '../../../../shared/codec/bytes.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { verifyFinality } from '../../../../shared/proofs/commit-proof.ts';
import type { CallContext } from '../engine/call-context.ts';
import { findScope, requireTrusted } from './client-state.ts';
import { chargedModules, freeze } from './client-update.ts';

/**
 * Two final blocks of one height and one epoch: more than a third of that epoch's validators signed both. Heights of two
 * epochs may meet, since an epoch goes on above its last block until that is certified.
 * @throws CodedError CONSENSUS_* of a header that is not final, BRIDGE_CHAIN_UNKNOWN, BRIDGE_CLIENT_FROZEN,
 * BRIDGE_CLIENT_EXPIRED, BRIDGE_NO_FORK
 */
export function freezeClient(context: CallContext, { chain, first, second }: FreezeClient): void {
	const client = requireTrusted(context, chain);
	const refuse = (reason: string): never => {
		throw new CodedError('BRIDGE_NO_FORK', { chain, reason });
	};
	const { epoch = 0, height = 0 } = first.headers[0] ?? refuse('a header is missing');
	const other = second.headers[0] ?? refuse('a header is missing');
	if (other.epoch !== epoch) refuse('they are of two epochs');
	if (other.height !== height) refuse('they are of two heights');
	const firstId = finalId(context, chain, first);
	const secondId = finalId(context, chain, second);
	if (equalBytes(firstId, secondId)) refuse('they are one block');
	freeze(context, chain, client, { epoch, height, first: firstId, second: secondId });
}

/** Id of the first header, which the others make final. */
function finalId(context: CallContext, chain: string, { headers, commitProof }: FinalHeader): Digest {
	const epoch = headers[0]?.epoch ?? 0;
	const scope = findScope(context, chain, epoch);
	if (!scope) throw new CodedError('BRIDGE_NO_FORK', { chain, reason: `the keys of epoch ${epoch} are not kept` });
	return verifyFinality(headers, commitProof, scope, chargedModules(context))[0] as Digest;
}
