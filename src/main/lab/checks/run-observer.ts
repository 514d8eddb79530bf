import type { Block, ValidatorIndex } from '../../../shared/codec/block.ts';
import { type Digest, toHex } from '../../../shared/codec/bytes.ts';
import type { ConsensusMessage } from '../../../shared/codec/consensus-messages.ts';
import type { ConsensusEffect } from '../../core/consensus/types.ts';

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

/** Watches what honest validators do and lists everything that must never happen. */
export class RunObserver {
	readonly commits: CommitRecord[] = [];
	readonly refusals: RefusalRecord[] = [];
	readonly violations: string[] = [];
	/** Validators that evidence was reported against. */
	readonly offenders = new Set<ValidatorIndex>();
	readonly sentByKind = new Map<ConsensusMessage['kind'], number>();
	/** By epoch and height: at the end of an epoch heights of void blocks are given again. */
	readonly #finalAt = new Map<string, string>();
	readonly #rootAt = new Map<number, string>();
	readonly #signed = new Map<string, string>();
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
		if (this.#dishonest.has(node)) return;
		const statement = signedStatement(message);
		if (!statement) return;
		const place = `${node}/${message.kind}/${message.sync.epoch}/${statement.round}`;
		const before = this.#signed.get(place);
		if (before === undefined) this.#signed.set(place, statement.content);
		else if (before !== statement.content) this.violations.push(`validator ${node} signed two different ${place}`);
	}

	executed(node: ValidatorIndex, height: number, stateRoot: Digest): void {
		if (this.#dishonest.has(node)) return;
		const root = toHex(stateRoot);
		const known = this.#rootAt.get(height);
		if (known === undefined) this.#rootAt.set(height, root);
		else if (known !== root) this.violations.push(`validator ${node} has another state root after height ${height}`);
	}

	#evidence(offender: ValidatorIndex): void {
		this.offenders.add(offender);
		if (!this.#dishonest.has(offender)) this.violations.push(`honest validator ${offender} was reported`);
	}

	#commit(node: ValidatorIndex, atMs: number, block: Block, blockId: Digest): void {
		if (this.#dishonest.has(node)) return;
		const { epoch, height, round } = block.header;
		const id = toHex(blockId);
		this.commits.push({ node, atMs, height, round, blockId: id, transactions: block.transactions.length });
		const place = `${epoch}/${height}`;
		const known = this.#finalAt.get(place);
		if (known === undefined) this.#finalAt.set(place, id);
		else if (known !== id) this.violations.push(`validator ${node} committed another block at height ${height}`);
	}
}

/** What an honest validator signs once a round; null for other messages. */
export function signedStatement(
	message: ConsensusMessage,
): { readonly round: number; readonly content: string } | null {
	switch (message.kind) {
		case 'proposal':
			return { round: message.block.header.round, content: toHex(message.signature) };
		case 'vote':
		case 'order-vote':
		case 'timeout':
			return { round: message.round, content: toHex(message.signature) };
		default:
			return null;
	}
}
