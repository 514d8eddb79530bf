import { toHex } from '../../../shared/codec/bytes.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import { encodeGenesis } from '../../../shared/codec/genesis.ts';
import type { HandoverView } from '../../../shared/contract/index.ts';
import { PROOF_LIMITS } from '../../../shared/contract/proofs.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { encodeEpochChangeProof } from '../../../shared/proofs/epoch-change.ts';
import type { ConsoleServices } from '../services.ts';
import { contract } from './procedure.ts';

/** What this node verified itself, as bytes: whoever asks verifies it again and believes none of it. */
export function proofProcedures({ node }: ConsoleServices) {
	let encoded: Uint8Array | null = null;
	return {
		genesis: contract.proofs.genesis.handler(({ input: { offset } }) => {
			encoded ??= encodeGenesis(node.genesis);
			if (offset >= encoded.length)
				throw new CodedError('CONSOLE_INPUT_INVALID', {
					path: 'input.offset',
					reason: `the document has ${encoded.length} bytes`,
				});
			const part = encoded.subarray(offset, offset + PROOF_LIMITS.genesisPartBytes);
			return { totalBytes: encoded.length, part: toHex(part) };
		}),
		handovers: contract.proofs.handovers.handler(async ({ input: { after, limit } }) => {
			const handovers: HandoverView[] = [];
			let bytes = 0;
			for (let epoch = after + 1; epoch <= after + limit && bytes < CONSENSUS_LIMITS.responseBytes; epoch++) {
				const change = await node.epochChange(epoch);
				if (!change) break;
				const proof = encodeEpochChangeProof(change);
				bytes += proof.length;
				handovers.push({ epoch, proof: toHex(proof) });
			}
			if (handovers.length === 0) throw new CodedError('CONSOLE_HANDOVER_UNKNOWN', { epoch: after + 1 });
			return handovers;
		}),
	};
}
