import type { AuditSource } from '../../../shared/audit/compose.ts';
import type { GenesisDocument } from '../../../shared/codec/genesis-document.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { EpochChangeProof } from '../../../shared/proofs/epoch-change.ts';
import type { Store } from '../store/types.ts';

/**
 * The epochs of a chain up to one of them, as a bundle proves them.
 * @throws CodedError BUNDLE_UNCERTIFIED where a handover is not stored
 */
export async function certifiedEpochs(
	{ genesis, epoch }: { readonly genesis: GenesisDocument; readonly epoch: number },
	{ store }: { readonly store: Pick<Store, 'epochs' | 'epochProof'> },
): Promise<Pick<AuditSource, 'epochs' | 'validators' | 'epochStart'>> {
	const epochs: EpochChangeProof[] = [];
	for (let next = 1; next <= epoch; next++) {
		const proof = await store.epochProof(next);
		if (!proof) throw new CodedError('BUNDLE_UNCERTIFIED', {});
		epochs.push(proof);
	}
	const later = (await store.epochs()).slice(0, epoch).map(({ description }) => description);
	return {
		epochs,
		validators: [genesis.validators.length, ...later.map(({ validators }) => validators.length)],
		epochStart: later.at(-1)?.startHeight ?? 0,
	};
}
