import { encodeBlockRecord, HISTORY_PATH } from '../../codec/block-record.ts';
import { type Digest, equalBytes, toHex } from '../../codec/bytes.ts';
import { decode } from '../../codec/cbor.ts';
import { genesisEpoch } from '../../codec/epoch.ts';
import { chainIdOf, decodeGenesis, genesisDigest } from '../../codec/genesis.ts';
import type { GenesisDocument } from '../../codec/genesis-document.ts';
import { merkleLeaf } from '../../codec/merkle.ts';
import { bytes, integer, list, record } from '../../codec/reader.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { certificateQuorum, type ProofModules, type ValidatorScope } from '../../proofs/certificates.ts';
import { verifyFinality } from '../../proofs/commit-proof.ts';
import { decodeEpochChangeProof, verifyEpochChange } from '../../proofs/epoch-change.ts';
import { verifyStateProof } from '../../proofs/state-proof.ts';
import { type BlockNode, decodeHistoryNode, decodeTip, type HistoryNode } from '../bundle-form.ts';
import { rootOfLeaves } from '../partial-list.ts';
import { type Because, because } from '../reasons.ts';
import { isTrimmed } from '../trimmed-proof.ts';
import type { TrustRoot } from '../trust-root.ts';

/** What makes the bundle's tip final. */
export interface VerifiedTip {
	readonly epoch: number;
	/** Height of the block whose header certifies the state. */
	readonly certifiedByHeight: number;
	readonly certifiedByTime: number;
	/** Names of those whose signatures the bundle has. */
	readonly signers: readonly string[];
	readonly validators: number;
}

interface HistoryLeaf {
	readonly count: number;
	readonly peaks: readonly Digest[];
	readonly root: Digest;
}

const readLeaf = record<HistoryLeaf>({ count: integer(), peaks: list(bytes(32), 64), root: bytes(32) });
const HISTORY_MAX_BYTES = 4_096;

/** From the trust root to the record of each block: genesis, handovers, the quorum of the tip, the history of the state. */
export class ChainCheck {
	readonly #trust: TrustRoot | null;
	readonly #modules: ProofModules;
	readonly #leaves: Digest[] = [];
	readonly #places: number[] = [];
	/** Keys of every epoch that the handovers lead to. */
	readonly scopes = new Map<number, ValidatorScope>();
	#scope: ValidatorScope | null = null;
	#names: readonly string[] = [];
	#isReached = false;
	#stateRoot: Digest | null = null;

	constructor(trust: TrustRoot | null, modules: ProofModules) {
		this.#trust = trust;
		this.#modules = modules;
	}

	/** What the tip certifies; null before it is read. */
	get stateRoot(): Digest | null {
		return this.#stateRoot;
	}

	/** Of the genesis; empty where it cannot be read. */
	get chainId(): string {
		return this.#scope?.chainId ?? '';
	}

	/** @throws CodedError BUNDLE_GENESIS, CODEC_* or GENESIS_INVALID */
	genesis(encoded: Uint8Array): GenesisDocument {
		const { sha256 } = this.#modules;
		const genesis = decodeGenesis(encoded);
		const digest = genesisDigest(genesis, sha256);
		const chainId = chainIdOf(genesis, sha256);
		const epoch = genesisEpoch(genesis);
		const publicKeys = epoch.validators.map(({ publicKey }) => publicKey);
		this.#scope = { chainId, epoch: 0, publicKeys, genesisId: digest };
		this.#names = epoch.validators.map(({ name }) => name);
		this.#reach(0, 0);
		const isTrusted = this.#trust?.genesisDigest === toHex(digest) && this.#trust.chainId === chainId;
		if (!isTrusted) throw new CodedError('BUNDLE_GENESIS', { found: chainId, expected: this.#trust?.chainId ?? '?' });
		return genesis;
	}

	/** The next handover. @throws CodedError BUNDLE_EPOCH, CONSENSUS_* or CODEC_* */
	epoch(encoded: Uint8Array): void {
		const scope = this.#requireScope();
		const proof = decodeEpochChangeProof(encoded);
		if (!isTrimmed(proof.commitProof, certificateQuorum(scope.publicKeys.length)))
			throw new CodedError('BUNDLE_EPOCH', { epoch: scope.epoch, ...because('not-proven-by-exactly-a-quorum') });
		const next = verifyEpochChange(proof, scope, this.#modules);
		this.#scope = next.scope;
		this.#names = next.description.validators.map(({ name }) => name);
		this.#reach(next.description.epoch, next.description.startHeight);
	}

	#reach(epoch: number, startHeight: number): void {
		if (this.#scope) this.scopes.set(epoch, this.#scope);
		if (this.#trust?.epoch === epoch && this.#trust.epochStart === startHeight) this.#isReached = true;
	}

	/** After the last handover: keys of epochs before that of the trust root certify nothing. @throws CodedError BUNDLE_EPOCH */
	requireTrustedEpoch(): void {
		const { epoch } = this.#requireScope();
		if (this.#isReached) return;
		const [trusted, after] = [this.#trust?.epoch ?? null, this.#trust?.epochStart ?? null];
		throw new CodedError('BUNDLE_EPOCH', { epoch, ...because('no-handover-leads-to-epoch', { trusted, after }) });
	}

	/** @throws CodedError BUNDLE_FINALITY, CONSENSUS_* or CODEC_* */
	tip(encoded: Uint8Array): VerifiedTip {
		const scope = this.#requireScope();
		const { headers, commitProof } = decodeTip(encoded);
		const [carrier] = headers;
		if (!carrier || carrier.epoch !== scope.epoch)
			throw new CodedError('BUNDLE_FINALITY', because('header-is-not-of-epoch', { epoch: scope.epoch }));
		if (!isTrimmed(commitProof, certificateQuorum(scope.publicKeys.length)))
			throw new CodedError('BUNDLE_FINALITY', because('not-proven-by-exactly-a-quorum'));
		this.#stateRoot = carrier.stateRoot;
		verifyFinality(headers, commitProof, scope, this.#modules);
		return {
			epoch: scope.epoch,
			certifiedByHeight: carrier.height,
			certifiedByTime: carrier.time,
			signers: commitProof.certificate.signers.map((signer) => this.#names[signer] ?? String(signer)),
			validators: scope.publicKeys.length,
		};
	}

	/** Notes the record of a block of the bundle, ascending. */
	block(node: Pick<BlockNode, 'height' | 'time' | 'receiptsRoot' | 'eventsRoot'>): void {
		this.#places.push(node.height - 1);
		this.#leaves.push(merkleLeaf(encodeBlockRecord(node), this.#modules.sha256));
	}

	/**
	 * @param between every empty block, at its place among the others, is told to this
	 * @returns blocks of the certified history
	 * @throws CodedError BUNDLE_HISTORY or CODEC_*
	 */
	history(encoded: Uint8Array, emptyRoot: Digest): { readonly count: number; readonly node: HistoryNode } {
		const { sha256 } = this.#modules;
		const node = decodeHistoryNode(encoded);
		const root = this.#stateRoot;
		if (!root) throw historyFault(because('nothing-certifies-the-state'));
		if (!verifyStateProof(node.proof, HISTORY_PATH, node.value, root, sha256))
			throw historyFault(because('certified-state-holds-another-history'));
		const { count, root: expected } = readLeaf(decode(node.value, HISTORY_MAX_BYTES), 'history');
		const { at, items } = this.#merged(node, emptyRoot);
		const isAll = at.length === count;
		const found = rootOfLeaves({ count, at: isAll ? null : at, items, siblings: node.siblings }, sha256);
		if (!found || !equalBytes(found, expected))
			throw historyFault(because('blocks-are-not-those-of-the-certified-history'));
		for (const [index, { path, value, proof }] of node.states.entries()) {
			if (index > 0 && path <= (node.states[index - 1] as { path: string }).path)
				throw historyFault(because('values-of-the-state-do-not-ascend'));
			if (!verifyStateProof(proof, path, value, root, sha256))
				throw historyFault(because('state-holds-another', { path }));
		}
		return { count, node };
	}

	#merged({ empty }: HistoryNode, emptyRoot: Digest): { readonly at: number[]; readonly items: Digest[] } {
		const at: number[] = [];
		const items: Digest[] = [];
		let next = 0;
		const takeBelow = (place: number): void => {
			for (; next < this.#places.length && (this.#places[next] as number) < place; next++) {
				at.push(this.#places[next] as number);
				items.push(this.#leaves[next] as Digest);
			}
		};
		for (const [height, time] of empty) {
			takeBelow(height - 1);
			at.push(height - 1);
			const roots = { receiptsRoot: emptyRoot, eventsRoot: emptyRoot };
			items.push(merkleLeaf(encodeBlockRecord({ height, time, ...roots }), this.#modules.sha256));
		}
		takeBelow(Number.POSITIVE_INFINITY);
		return { at, items };
	}

	#requireScope(): ValidatorScope {
		if (this.#scope) return this.#scope;
		throw new CodedError('BUNDLE_FINALITY', because('genesis-cannot-be-read'));
	}
}

function historyFault(because: Because): CodedError {
	return new CodedError('BUNDLE_HISTORY', because);
}
