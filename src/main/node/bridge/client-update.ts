import type { BlockHeader } from '../../../shared/codec/block.ts';
import { BRIDGE_CLIENT_LIMITS, type ClientUpdate } from '../../../shared/codec/bridge-client.ts';
import { decode, encode, type Plain } from '../../../shared/codec/cbor.ts';
import { integer, record } from '../../../shared/codec/reader.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { StateProof } from '../../../shared/proofs/state-proof.ts';
import type { CertifiedValues, ProvenLeaf } from '../types.ts';
import type { ChainEnd } from './chain-end.ts';

export const TIP_PATH = 'chain/tip';

export interface ChainTip {
	readonly height: number;
	readonly time: TimeMs;
}

const readTip = record<ChainTip>({ height: integer(), time: integer() });

export function decodeTip(value: Uint8Array): ChainTip {
	return readTip(decode(value, BRIDGE_CLIENT_LIMITS.tipBytes), 'tip');
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
 * Brings a client from the epoch that it knows to a certified state, with `chain/tip` among its leaves.
 * @throws CodedError BRIDGE_TOO_FAR_BEHIND where more handovers lie between than one update takes,
 * BRIDGE_HANDOVER_UNKNOWN where this end has not kept one of them
 */
export async function clientUpdate(
	certified: CertifiedValues,
	knownEpoch: number,
	from: Pick<ChainEnd, 'chainId' | 'handover'>,
): Promise<ClientUpdate> {
	const epoch = epochOf(certified);
	const { chainId: chain } = from;
	if (epoch - knownEpoch > BRIDGE_CLIENT_LIMITS.handovers)
		throw new CodedError('BRIDGE_TOO_FAR_BEHIND', { chain, known: knownEpoch, epoch });
	const handovers: Uint8Array[] = [];
	for (let next = knownEpoch + 1; next <= epoch; next++) {
		const handover = await from.handover(next);
		if (!handover) throw new CodedError('BRIDGE_HANDOVER_UNKNOWN', { chain, epoch: next });
		handovers.push(handover);
	}
	const { value, proof } = provenLeaf(certified, TIP_PATH);
	return {
		handovers,
		headers: certified.certifiedBy,
		commitProof: certified.commitProof,
		tip: value as Uint8Array,
		tipProof: encodeStateProof(proof),
	};
}
