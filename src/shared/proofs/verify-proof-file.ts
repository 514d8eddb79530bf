import type { TrustRoot } from '../audit/trust-root.ts';
import { HISTORY_PATH } from '../codec/block-record.ts';
import { toHex } from '../codec/bytes.ts';
import { type EpochDescription, genesisEpoch } from '../codec/epoch.ts';
import { chainIdOf, decodeGenesis, genesisDigest } from '../codec/genesis.ts';
import { CodedError } from '../errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from './certificates.ts';
import { verifyFinality } from './commit-proof.ts';
import { decodeEpochChangeProof, verifyEpochChange } from './epoch-change.ts';
import type { ProofFile } from './proof-file.ts';
import { requireInBlock, requireInHistory } from './proven-item.ts';
import { bytesOf, finalityOf, requireCarried, requireUnder } from './state-evidence.ts';

/** What a proof file that holds establishes. */
export interface ProvenFile {
	readonly genesisDigest: string;
	/** Epoch whose keys certify the root. */
	readonly epoch: number;
	readonly handovers: number;
	/** Of the header that carries the root. */
	readonly height: number;
	readonly stateRoot: string;
	/** Ids of those whose signatures make it final, of so many validators. */
	readonly signers: readonly string[];
	readonly validators: number;
	readonly path: string;
	/** Canonical dag-cbor of the leaf; null where its absence is proven. */
	readonly value: Uint8Array | null;
	readonly item: {
		readonly kind: 'receipt' | 'event';
		readonly height: number;
		readonly index: number;
		/** Canonical dag-cbor. */
		readonly encoded: Uint8Array;
	} | null;
}

/**
 * Verifies a proof file from a trust root on, with no node and no network.
 * @throws CodedError PROOF_OF_OTHER_CHAIN, PROOF_BEFORE_TRUST, PROOF_PLACE_OTHER, AUDIT_*, CONSENSUS_* or CODEC_*
 */
export function verifyProofFile(file: ProofFile, trust: TrustRoot, modules: ProofModules): ProvenFile {
	const { sha256 } = modules;
	const genesis = decodeGenesis(bytesOf(file.genesis, 'genesis'));
	const chainId = chainIdOf(genesis, sha256);
	const genesisId = genesisDigest(genesis, sha256);
	const digest = toHex(genesisId);
	if (file.chainId !== trust.chainId || chainId !== trust.chainId)
		throw new CodedError('PROOF_OF_OTHER_CHAIN', { found: chainId, chainId: trust.chainId });
	if (digest !== trust.genesisDigest)
		throw new CodedError('AUDIT_TRUST_ROOT_CHANGED', { found: digest, expected: trust.genesisDigest });

	const publicKeys = genesis.validators.map(({ publicKey }) => publicKey);
	let description: EpochDescription = genesisEpoch(genesis);
	let scope: ValidatorScope = { chainId, epoch: 0, publicKeys, genesisId };
	requireReached(description, trust);
	for (const handover of file.handovers) {
		const change = decodeEpochChangeProof(bytesOf(handover, 'handover'));
		({ description, scope } = verifyEpochChange(change, scope, modules));
		requireReached(description, trust);
	}

	const { headers, carrier, commitProof } = finalityOf(file.state);
	if (carrier.epoch !== description.epoch)
		throw new CodedError('AUDIT_OUT_OF_ORDER', { epoch: carrier.epoch, newest: description.epoch });
	if (carrier.epoch < trust.epoch)
		throw new CodedError('PROOF_BEFORE_TRUST', { epoch: carrier.epoch, trusted: trust.epoch });
	verifyFinality(headers, commitProof, scope, modules);
	requireCarried(file.state, carrier);
	const path = file.item ? HISTORY_PATH : file.state.path;
	requireUnder(file.state, path, carrier.stateRoot, sha256);
	if (file.item) {
		requireInHistory(file.item, file.state.value ?? '', sha256);
		requireInBlock(file.item, sha256);
	}
	return {
		genesisDigest: digest,
		epoch: carrier.epoch,
		handovers: file.handovers.length,
		height: carrier.height,
		stateRoot: toHex(carrier.stateRoot),
		signers: commitProof.certificate.signers.map((index) => description.validators[index]?.id ?? String(index)),
		validators: description.validators.length,
		path,
		value: file.state.value === null ? null : bytesOf(file.state.value, 'value'),
		item: file.item && {
			kind: file.item.kind,
			height: file.item.record.height,
			index: file.item.inBlock.index,
			encoded: bytesOf(file.item.item, 'item'),
		},
	};
}

/** The epoch that the trust root names starts where it says, or the chain is another from there on. */
function requireReached({ epoch, startHeight }: EpochDescription, trust: TrustRoot): void {
	if (epoch === trust.epoch && startHeight !== trust.epochStart)
		throw new CodedError('AUDIT_TRUST_ROOT_CHANGED', {
			found: `epoch ${epoch} from block ${startHeight}`,
			expected: `block ${trust.epochStart}`,
		});
}
