import { z } from 'zod';
import { SIGNER_CAPACITIES } from '../codec/deed-events.ts';
import { base } from './errors.ts';
import { PROOF_LIMITS, stateProof } from './proofs.ts';
import { energyWh, height, hex, microMoney, microPerKwh, name, timeMs } from './scalars.ts';

/** Longest file of signatures: 1,000 of them with the longest ids. */
const SIGNED_FILE_CHARACTERS = 1_048_576;

export const deedState = z.enum(['awaiting', 'sealed', 'refused', 'expired']);

export const deedSigner = z.object({
	participant: name,
	name,
	as: z.enum(SIGNER_CAPACITIES),
	/** Block time of the signature; null while awaited. */
	signedAt: timeMs.nullable(),
	signedHeight: height.nullable(),
	/** This console holds the key. */
	mine: z.boolean(),
});

export const deedSummary = z.object({
	deed: name,
	trade: name,
	product: name,
	seller: name,
	sellerName: name,
	buyer: name,
	buyerName: name,
	deliveryStart: timeMs,
	deliveryEnd: timeMs,
	quantityWh: energyWh,
	/** Of its trade; of several the average by quantity, rounded down. */
	price: microPerKwh,
	amount: microMoney,
	/** Carriage in all: fees of zone and borders, and congestion. */
	fee: microMoney,
	/** Trades of the deed, which are of one generator and one user. */
	trades: z.int().min(1),
	/** 1 as drafted; each amendment adds 1. */
	version: z.int().min(1),
	/** Signatures that seal it, those of generator and user always among them. */
	threshold: z.int().min(1),
	order: z.enum(['free', 'ordered']),
	/** Who may sign now; in an ordered deed one at most. */
	turn: z.array(name),
	state: deedState,
	/** Fixed order: generator, user, grid operator, market operator, witnesses. */
	signers: z.array(deedSigner),
	deadline: timeMs,
	draftedHeight: height,
	/** Block and time at which it was sealed, refused or expired. */
	endedHeight: height.nullable(),
	endedAt: timeMs.nullable(),
	/** Awaiting, and it is the turn of an identity of this console. */
	needsMe: z.boolean(),
	refusal: z.object({ participant: name, reason: z.string() }).nullable(),
});

/** One line of "what changes when you sign"; `unit` says how to print both numbers. */
export const deedEffect = z.object({
	what: z.enum([
		'signatures',
		'seller-owes',
		'buyer-is-owed',
		'buyer-escrow',
		'seller-receives',
		'grid-receives',
		'grid-receives-for-borders',
		'congestion-receives',
		'at-tariff',
	]),
	subject: name,
	unit: z.enum(['count', 'Wh', 'money']),
	before: z.int(),
	after: z.int(),
});

export const deedCheck = z.object({
	check: z.enum(['decoded', 'digest', 'clearing', 'parties', 'fee', 'deadline']),
	ok: z.boolean(),
	detail: z.string(),
});

export const deedTrade = z.object({
	trade: name,
	deliveryStart: timeMs,
	deliveryEnd: timeMs,
	quantityWh: energyWh,
	price: microPerKwh,
	amount: microMoney,
	fee: microMoney,
	border: microMoney,
	congestion: microMoney,
});

export const deedDetail = z.object({
	summary: deedSummary,
	trades: z.array(deedTrade),
	/** SHA-256 of further terms, or null. */
	annex: hex.nullable(),
	/** Oldest first; `former` is the digest of the version that each replaced, `formerDocument` its canonical dag-cbor. */
	amendments: z.array(
		z.object({
			version: z.int().min(2),
			by: name,
			reason: z.string(),
			height,
			time: timeMs,
			former: hex,
			formerDocument: hex,
		}),
	),
	/** Canonical dag-cbor of the deed; the console decodes it itself and refuses to sign what it cannot decode. */
	document: hex,
	/** SHA-256 that is signed, under the domain below. */
	digest: hex,
	domain: z.string(),
	tariff: microPerKwh,
	feedIn: microPerKwh,
	effects: z.array(deedEffect),
	checks: z.array(deedCheck),
	signatures: z.array(z.object({ participant: name, signature: hex, transactionId: hex })),
});

export const signOutcome = z.object({
	deed: name,
	ok: z.boolean(),
	/** Error code when not ok. */
	code: z.string().nullable(),
	height: height.nullable(),
	transactionId: hex.nullable(),
	sealed: z.boolean(),
});

const inclusionProof = z.object({
	index: z.int().min(0),
	count: z.int().min(1),
	siblings: z.array(hex.length(64)).max(PROOF_LIMITS.inclusionSiblings),
});

export const deedEvidence = z.object({
	deed: name,
	chainId: z.string(),
	/** Domain of the signatures, each over `deedSigningBytes(chainId, digest)`. */
	domain: z.string(),
	version: z.int().min(1),
	/** Canonical dag-cbor. */
	document: hex,
	digest: hex.length(64),
	signatures: z.array(
		z.object({
			participant: name,
			as: z.enum(SIGNER_CAPACITIES),
			/** The signer's at the time of the signature. */
			publicKey: hex,
			signature: hex,
			height,
			time: timeMs,
			transactionId: hex,
		}),
	),
	/** Block of the seal. */
	sealed: z.object({ height, time: timeMs }),
	/** Canonical dag-cbor of the event `deed-sealed`. */
	event: hex,
	/** Record of its block, the event's place in the block, the record's place in the history of all blocks. */
	record: z.object({ height, time: timeMs, receiptsRoot: hex.length(64), eventsRoot: hex.length(64) }),
	inBlock: inclusionProof,
	inHistory: inclusionProof,
	/** Of the leaf `chain/history`, whose value names the history's root. */
	state: stateProof,
	/** Checked by this node before it answered. */
	verified: z.boolean(),
});

export type DeedEvidenceView = z.infer<typeof deedEvidence>;
export type DeedSummary = z.infer<typeof deedSummary>;
export type DeedDetail = z.infer<typeof deedDetail>;
export type DeedEffect = z.infer<typeof deedEffect>;
export type SignOutcome = z.infer<typeof signOutcome>;

export const deedsContract = {
	/** What needs me first, then awaiting others, then ended ones newest first. */
	list: base
		.input(z.object({ limit: z.int().min(1).max(2_000).default(500) }))
		.output(z.object({ deeds: z.array(deedSummary), needsMe: z.int(), total: z.int(), asOfHeight: height })),
	get: base.input(z.object({ deed: name })).output(deedDetail),
	/** Signs with every identity of this console that the deed awaits; answers when the block is final. */
	sign: base
		.input(
			z.object({
				deeds: z
					.array(z.object({ deed: name, digest: hex }))
					.min(1)
					.max(1_000),
			}),
		)
		.output(z.array(signOutcome)),
	/**
	 * Lowers quantities, by trade of the deed, or sets an annex, and signs the new version; all other signatures are void.
	 * `digest` is that of the version that was reviewed.
	 */
	amend: base
		.input(
			z.object({
				deed: name,
				digest: hex,
				quantitiesWh: z.array(energyWh).max(128).nullable(),
				annex: hex.length(64).nullable(),
				reason: z.string().min(1).max(280),
			}),
		)
		.output(signOutcome),
	/** A sealed deed with all that proves it; the console verifies it anew (`shared/deeds/deed-evidence.ts`). */
	evidence: base.input(z.object({ deed: name })).output(deedEvidence),
	/** The file of the deeds that await a participant now, to be signed where its key is: JSON text. */
	signingFile: base
		.input(z.object({ participant: name, product: name.nullable().default(null) }))
		.output(z.object({ file: name, text: z.string(), deeds: z.int() })),
	/** Takes the signed answer to such a file; every deed has its outcome. */
	submitSigned: base
		.input(z.object({ file: z.string().min(1).max(255), text: z.string().max(SIGNED_FILE_CHARACTERS) }))
		.output(z.array(signOutcome)),
	refuse: base.input(z.object({ deed: name, reason: z.string().min(1).max(200) })).output(signOutcome),
};
