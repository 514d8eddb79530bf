import type { Block, ValidatorIndex } from '../../../shared/codec/block.ts';
import { type Digest, toHex } from '../../../shared/codec/bytes.ts';
import type { ConsensusMessage } from '../../../shared/codec/consensus-messages.ts';
import type { ConsensusEffect } from '../../core/consensus/types.ts';
import { OneBlock } from './one-block.ts';
import { SignedOnce } from './signed-once.ts';
import { StateRoots } from './state-roots.ts';

export interface CommitRecord {
	readonly node: ValidatorIndex;
	readonly atMs: number;
	readonly height: number;
	readonly round: number;
	readonly blockId: string;
	readonly transactions: number;
}

export interface RefusalRecord {
	readonly node: ValidatorIndex;
	readonly from: ValidatorIndex;
	readonly code: string;
	readonly reason: string;
}

/** Watches the effects of whole validators; what honest ones must never do is listed under `violations`. */
export class RunObserver {
	readonly commits: CommitRecord[] = [];
	readonly refusals: RefusalRecord[] = [];
	readonly violations: string[] = [];
	readonly sentByKind = new Map<ConsensusMessage['kind'], number>();
	readonly #blocks = new OneBlock(this.violations);
	readonly #signed = new SignedOnce(this.violations);
	readonly #roots = new StateRoots(this.violations);
	readonly #dishonest: ReadonlySet<ValidatorIndex>;

	constructor(dishonest: ReadonlySet<ValidatorIndex>) {
		this.#dishonest = dishonest;
	}

	/** @param nodeOf the node of a validator of the epoch that `node` is in */
	effect(
		node: number,
		atMs: number,
		effect: ConsensusEffect,
		nodeOf: (validator: ValidatorIndex) => number = (validator) => validator,
	): void {
		if (effect.kind === 'refused') {
			const reason = String(effect.details['reason'] ?? '');
			this.refusals.push({ node, from: effect.from, code: effect.code, reason });
		}
		if (effect.kind === 'report-evidence') this.#evidence(nodeOf(effect.evidence.offender));
		if (effect.kind === 'commit') this.#commit(node, atMs, effect.block, effect.blockId);
	}

	/** Each statement that a validator signs for a round must be the only one of its kind. */
	sent(node: ValidatorIndex, message: ConsensusMessage): void {
		this.sentByKind.set(message.kind, (this.sentByKind.get(message.kind) ?? 0) + 1);
		if (!this.#dishonest.has(node)) this.#signed.sent(node, message);
	}

	executed(node: ValidatorIndex, height: number, stateRoot: Digest): void {
		if (!this.#dishonest.has(node)) this.#roots.executed(node, height, stateRoot);
	}

	#evidence(offender: ValidatorIndex): void {
		if (!this.#dishonest.has(offender)) this.violations.push(`honest validator ${offender} was reported`);
	}

	#commit(node: ValidatorIndex, atMs: number, block: Block, blockId: Digest): void {
		if (this.#dishonest.has(node)) return;
		const { epoch, height, round } = block.header;
		const id = toHex(blockId);
		this.commits.push({ node, atMs, height, round, blockId: id, transactions: block.transactions.length });
		this.#blocks.committed(node, height, id, epoch);
	}
}
