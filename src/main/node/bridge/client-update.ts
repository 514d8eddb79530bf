import type { BlockHeader } from '../../../shared/codec/block.ts';
import { BRIDGE_CLIENT_LIMITS, type ClientUpdate } from '../../../shared/codec/bridge-client.ts';
import { decode, encode, type Plain } from '../../../shared/codec/cbor.ts';
import { type ChainTip, readChainTip, TIP_PATH } from '../../../shared/codec/chain-tip.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { StateProof } from '../../../shared/proofs/state-proof.ts';
import type { CertifiedValues, ProvenLeaf } from '../types.ts';
import type { ChainEnd } from './chain-end.ts';

export function decodeTip(value: Uint8Array): ChainTip {
	return readChainTip(decode(value, BRIDGE_CLIENT_LIMITS.tipBytes), TIP_PATH);
}

export function encodeStateProof(proof: StateProof): Uint8Array {
	return encode(proof as unknown as Plain);
}

/** The leaf of a path among those that were proven together. */
export function provenLeaf({ values }: CertifiedValues, path: string): ProvenLeaf {
	const found = values.find((leaf) => leaf.path === path);
	if (!found) throw new RangeError(`${path} was not proven`);
	return found;
}

/** Epoch whose validators certify a state. */
export function epochOf({ certifiedBy }: CertifiedValues): number {
	return (certifiedBy[0] as BlockHeader).epoch;
}

/**
 * Brings a client from the epoch that it knows to a certified state, with `chain/tip` among its leaves; or, where more
 * handovers lie between than one update takes, on by as many, without a state.
 * @throws CodedError BRIDGE_HANDOVER_UNKNOWN where this end has not kept one of them
 */
export async function clientUpdate(
	certified: CertifiedValues,
	knownEpoch: number,
	from: Pick<ChainEnd, 'chainId' | 'handover'>,
): Promise<ClientUpdate> {
	const { certifiedBy, commitProof } = certified;
	const last = Math.min(epochOf(certified), knownEpoch + BRIDGE_CLIENT_LIMITS.handovers);
	const handovers: Uint8Array[] = [];
	for (let epoch = knownEpoch + 1; epoch <= last; epoch++) {
		const handover = await from.handover(epoch);
		if (!handover) throw new CodedError('BRIDGE_HANDOVER_UNKNOWN', { chain: from.chainId, epoch });
		handovers.push(handover);
	}
	const { value, proof } = provenLeaf(certified, TIP_PATH);
	const state = { tip: value as Uint8Array, tipProof: encodeStateProof(proof) };
	return { handovers, headers: last < epochOf(certified) ? [] : certifiedBy, commitProof, ...state };
}
