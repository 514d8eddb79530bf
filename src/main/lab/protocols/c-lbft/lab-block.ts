import type { Block, BlockHeader, CommitProof } from '../../../../shared/codec/block.ts';
import { type Digest, toHex } from '../../../../shared/codec/bytes.ts';
import { decode, encode } from '../../../../shared/codec/cbor.ts';
import { type CreditParameters, DEFAULT_CREDIT } from '../../../../shared/codec/credit-parameters.ts';
import { integer, literal, record } from '../../../../shared/codec/reader.ts';
import { applyCredit, type CreditStep } from '../../../core/consensus/credit.ts';
import type { CreditLedger } from '../../../core/consensus/credit-ledger.ts';
import type { Decision, LabPayload } from '../replica.ts';
import { LAB_GENESIS_TIME } from './lab-epoch.ts';

const EMPTY: LabPayload = { transactions: 0, bytes: 0 };
const STAND_IN_BYTES = 128;
const STAND_IN = 'lab-load';
const readStandIn = record<LabPayload & { kind: string; proposer: number; round: number }>({
	kind: literal(STAND_IN),
	transactions: integer(),
	bytes: integer(),
	proposer: integer(),
	round: integer(),
});

/** One small transaction that stands for a whole payload: the network charges for what it stands for. */
export function standInFor(payload: LabPayload, proposer: number, round: number): Uint8Array[] {
	return payload.transactions === 0 ? [] : [encode({ kind: STAND_IN, ...payload, proposer, round })];
}

/** What a block's stand-in stands for; real transactions stand for themselves. */
export function payloadOf({ transactions }: Block): LabPayload {
	const [standIn] = transactions;
	if (!standIn) return EMPTY;
	if (standIn.length > STAND_IN_BYTES)
		return {
			transactions: transactions.length,
			bytes: transactions.reduce((sum, transaction) => sum + transaction.length, 0),
		};
	const { transactions: count, bytes } = readStandIn(decode(standIn, STAND_IN_BYTES), 'payload');
	return { transactions: count, bytes };
}

interface SharedStep {
	readonly before: CreditLedger;
	readonly transactions: number;
	readonly parameters: CreditParameters;
	readonly step: CreditStep;
}

/**
 * What the replicas of a run know of their blocks in common. Blocks are never copied on the way, so that a block's
 * decision, proof and credit are made up once, not once a replica: a hundred replicas would hold a hundred of each.
 */
export class LabBlocks {
	readonly #sentAtMs = new WeakMap<Block, number>();
	readonly #decisions = new WeakMap<Block, Decision>();
	readonly #proofs = new WeakMap<Block, CommitProof>();
	readonly #steps = new WeakMap<BlockHeader, SharedStep>();

	/** The proposer sends it; sending again later changes nothing. */
	sent(block: Block, atMs: number): void {
		if (!this.#sentAtMs.has(block)) this.#sentAtMs.set(block, atMs);
	}

	/** The proof by which the first replica committed the block: as good as any other. */
	proof(block: Block, own: CommitProof): CommitProof {
		const known = this.#proofs.get(block);
		if (known) return known;
		this.#proofs.set(block, own);
		return own;
	}

	/** As `applyCredit`, which is pure: the same ledger object and header give the same step. */
	applyCredit(
		before: CreditLedger,
		header: BlockHeader,
		transactions: number,
		parameters: CreditParameters = DEFAULT_CREDIT,
	): CreditStep {
		const known = this.#steps.get(header);
		if (known?.before === before && known.transactions === transactions && known.parameters === parameters)
			return known.step;
		const step = applyCredit(before, header, transactions, parameters);
		this.#steps.set(header, { before, transactions, parameters, step });
		return step;
	}

	decision(block: Block, blockId: Digest): Decision {
		const known = this.#decisions.get(block);
		if (known) return known;
		const { header } = block;
		const late = new Map<number, number[]>();
		for (const { round, voter } of header.lateVotes) late.set(round, [...(late.get(round) ?? []), voter]);
		const decision: Decision = {
			height: header.height,
			round: header.round,
			id: toHex(blockId),
			proposer: header.proposer,
			// A block that came back from disk is a copy; its own time is the proposer's clock when it built it.
			proposedAtMs: this.#sentAtMs.get(block) ?? header.time - LAB_GENESIS_TIME,
			payload: payloadOf(block),
			credits: [
				{ round: header.parentQc.round, voters: header.parentQc.signers },
				...Array.from(late, ([round, voters]) => ({ round, voters })),
			],
		};
		this.#decisions.set(block, decision);
		return decision;
	}
}
