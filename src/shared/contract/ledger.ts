import { z } from 'zod';
import { CONSENSUS_LIMITS } from '../codec/consensus-limits.ts';
import { base } from './errors.ts';
import { PROOF_LIMITS, stateProof } from './proofs.ts';
import { height, hex, microMoney, name, timeMs } from './scalars.ts';

/** What one answer carries at most. */
export const LEDGER_LIMITS = {
	/** Rows of one list: blocks, receipts, events or leaves. */
	rows: 100,
	/** Fields of one call, event or leaf; those beyond are counted. */
	fields: 200,
	/** Characters of one field's text, and twice the bytes of a byte string. */
	fieldCharacters: 280,
	pathCharacters: 400,
	/** Kinds of calls that one row of the list names. */
	callsOfRow: 3,
	hits: 20,
	contracts: 256,
} as const;

/** What a field's value stands for; `sealed` is ciphertext, which the chain carries and cannot read. */
export const FIELD_UNITS = [
	'text',
	'count',
	'energyWh',
	'money',
	'price',
	'time',
	'duration',
	'bytes',
	'sealed',
] as const;

const fieldView = z.object({
	/** Names and places from the outermost on, joined by dots. */
	path: z.string().max(1_024),
	/** Byte strings are hex; what is longer than a field may be is cut. */
	value: z.union([z.string().max(LEDGER_LIMITS.fieldCharacters + 1), z.int(), z.boolean(), z.null()]),
	unit: z.enum(FIELD_UNITS),
	/** Of a byte string, its length. */
	bytes: z.int().nullable(),
});

const fieldList = z.object({
	fields: z.array(fieldView).max(LEDGER_LIMITS.fields),
	/** Fields beyond those listed. */
	omitted: z.int().min(0),
});

const rows = (maximum: number) => z.int().min(1).max(LEDGER_LIMITS.rows).default(maximum);
const digest = hex.length(64);
const offset = z.int().min(0).default(0);

const blockRow = z.object({
	height,
	blockId: digest,
	time: timeMs,
	/** Unix wall ms at which this node took it as final. */
	finalisedAtMs: z.number(),
	epoch: z.int().min(0),
	round: z.int().min(0),
	/** Rounds without a block between its parent's and its own. */
	roundsLost: z.int().min(0),
	proposer: name,
	proposerName: name,
	transactions: z.int().min(0),
	/** Receipts of scheduled work, which nobody sent. */
	scheduled: z.int().min(0),
	failed: z.int().min(0),
	events: z.int().min(0),
	/** The commonest calls, in falling number: those that somebody sent before scheduled work. */
	calls: z.array(z.object({ contract: name, method: name, count: z.int().min(1) })).max(LEDGER_LIMITS.callsOfRow),
	/** Kinds of calls beyond those. */
	otherCalls: z.int().min(0),
	fees: microMoney,
	/** Of the transactions. */
	bytes: z.int().min(0),
});

const signer = z.object({ index: z.int().min(0), id: name, name, signed: z.boolean() });

const blockView = blockRow.extend({
	parentId: digest,
	transactionsRoot: digest,
	receiptsRoot: digest,
	eventsRoot: digest,
	/** As its header has it: after the newest block that was final to its proposer. */
	certifiedStateRoot: digest,
	/** After this block itself. */
	stateRoot: digest,
	lateVotes: z.int().min(0),
	timeoutCertificates: z.int().min(0),
	evidence: z.int().min(0),
	/** What made it final. */
	commit: z.object({
		kind: z.enum(['order', 'two-chain']),
		round: z.int().min(0),
		needed: z.int().min(1),
		/** Every validator of its epoch, in their order. */
		validators: z.array(signer),
		/** The descendant through which it became final; null where the proof names the block itself. */
		through: height.nullable(),
	}),
});

const receiptRow = z.object({
	index: z.int().min(0),
	/** Null for scheduled work. */
	transactionId: digest.nullable(),
	contract: name,
	method: name,
	sender: name.nullable(),
	senderName: name.nullable(),
	ok: z.boolean(),
	code: z.string().nullable(),
	details: z.record(z.string(), z.union([z.string(), z.int()])),
	steps: z.int().min(0),
	fee: microMoney,
	firstEvent: z.int().min(0),
	eventCount: z.int().min(0),
});

const eventView = fieldList.extend({ index: z.int().min(0), kind: z.string() });

const entry = z.object({
	height,
	blockId: digest,
	time: timeMs,
	receipt: receiptRow,
	/** As it was signed; null for scheduled work. */
	signed: z
		.object({
			chainId: z.string(),
			nonce: z.int(),
			expiryHeight: height,
			signature: hex,
			bytes: z.int(),
			/** Null where this software cannot read the method's arguments: the call has failed then. */
			arguments: fieldList.nullable(),
			argumentsBytes: z.int(),
		})
		.nullable(),
});

const leafRow = z.object({ path: z.string(), bytes: z.int().min(0), summary: z.string() });
const leafView = fieldList.extend({
	path: z.string(),
	bytes: z.int().min(0),
	asOfHeight: height,
	/** Canonical dag-cbor; null where it is longer than 4 KiB. */
	value: hex.nullable(),
});

const hit = z.object({
	kind: z.enum(['block', 'transaction', 'leaf', 'contract', 'thing']),
	/** A height, a transaction id, a path, a contract's name, or a thing's id. */
	id: z.string(),
	/** Of a thing, its type in the trace; else null. */
	type: z.string().nullable(),
	label: z.string(),
	height: height.nullable(),
});

const inclusion = z.object({
	index: z.int().min(0),
	count: z.int().min(1),
	siblings: z.array(digest).max(PROOF_LIMITS.inclusionSiblings),
});

/** From one receipt or event to a certified state root; `shared/proofs/proof-file.ts` verifies it. */
export const itemProof = z.object({
	kind: z.enum(['receipt', 'event']),
	/** Canonical dag-cbor of the receipt or event. */
	item: hex.max(2 * CONSENSUS_LIMITS.responseBytes),
	record: z.object({ height, time: timeMs, receiptsRoot: digest, eventsRoot: digest }),
	inBlock: inclusion,
	inHistory: inclusion,
	/** Of the leaf `chain/history`. */
	state: stateProof,
});

export type BlockRow = z.infer<typeof blockRow>;
export type BlockView = z.infer<typeof blockView>;
export type ReceiptRow = z.infer<typeof receiptRow>;
export type LedgerEvent = z.infer<typeof eventView>;
export type LedgerEntry = z.infer<typeof entry>;
export type LeafRow = z.infer<typeof leafRow>;
export type LeafView = z.infer<typeof leafView>;
export type LedgerHit = z.infer<typeof hit>;
export type LedgerField = z.infer<typeof fieldView>;
export type FieldList = z.infer<typeof fieldList>;
export type ItemProofView = z.infer<typeof itemProof>;

const place = z.object({ height: height.min(1), index: z.int().min(0) });
const path = z.string().min(1).max(LEDGER_LIMITS.pathCharacters);

/** The chain as this node keeps it. Everything in it stands on every validator: nothing private is on the chain. */
export const ledgerContract = {
	/** Newest first; `before` is the `next` of the page above. */
	blocks: base.input(z.object({ before: height.min(1).nullable().default(null), limit: rows(50) })).output(
		z.object({
			/** Oldest and newest height kept here. */
			kept: z.object({ from: height, to: height }),
			blocks: z.array(blockRow),
			next: height.nullable(),
		}),
	),
	block: base.input(z.object({ height: height.min(1) })).output(blockView),
	/** What a block's calls came to, in order: its transactions, and the work that was due. */
	receipts: base
		.input(z.object({ height: height.min(1), offset, limit: rows(50) }))
		.output(z.object({ total: z.int(), receipts: z.array(receiptRow) })),
	events: base
		.input(z.object({ height: height.min(1), offset, limit: rows(20) }))
		.output(z.object({ total: z.int(), events: z.array(eventView) })),
	transaction: base.input(z.object({ transaction: digest })).output(entry),
	receipt: base.input(place).output(entry),
	contracts: base.output(
		z.object({
			asOfHeight: height,
			contracts: z
				.array(
					z.object({
						name,
						/** In force; null where only this software has it. */
						version: z.int().nullable(),
						/** Newest that this software contains; null where it has none. */
						contained: z.int().nullable(),
						upgrade: z.object({ version: z.int(), height }).nullable(),
						methods: z.array(name),
						leaves: z.int(),
						bytes: z.int(),
					}),
				)
				.max(LEDGER_LIMITS.contracts),
			/** Parts of the state that no contract of that name keeps: the chain's, the consensus's own. */
			spaces: z.array(z.object({ name, leaves: z.int(), bytes: z.int() })).max(LEDGER_LIMITS.contracts),
			/** Parameters in force: of consensus, credit and market. */
			parameters: z.array(z.object({ group: z.enum(['consensus', 'credit', 'market']), list: fieldList })),
		}),
	),
	/** Leaves whose paths begin so, ascending; `after` is the `next` of the page before. */
	leaves: base
		.input(
			z.object({
				prefix: z.string().max(LEDGER_LIMITS.pathCharacters).default(''),
				after: path.nullable().default(null),
				limit: rows(50),
			}),
		)
		.output(z.object({ asOfHeight: height, leaves: z.array(leafRow), next: z.string().nullable() })),
	leaf: base.input(z.object({ path })).output(leafView),
	/** By height, block id, transaction id, digest, CID, state path, or part of a name; an exact one first. */
	find: base
		.input(
			z.object({
				text: z.string().max(LEDGER_LIMITS.pathCharacters),
				limit: z.int().min(1).max(LEDGER_LIMITS.hits).default(12),
			}),
		)
		.output(z.array(hit).max(LEDGER_LIMITS.hits)),
	/** Of a path's presence or absence under the newest certified root; null when none covers it in time. */
	proveLeaf: base.input(z.object({ path })).output(stateProof.nullable()),
	/** Null where this node cannot prove it: blocks before it are not kept here, or no certified root covers it in time. */
	proveItem: base.input(place.extend({ kind: z.enum(['receipt', 'event']) })).output(itemProof.nullable()),
};
