import { z } from 'zod';
import { base } from './errors.ts';
import { height, hex, microMoney, name, timeMs } from './scalars.ts';

const key = hex.length(64);
const signature = hex.length(128);
const addresses = z.array(z.string().min(1).max(256)).max(8);
const id = z.string().min(1).max(64);
const peerId = z.string().min(1).max(128);
const title = z.string().min(1).max(120);

export const governedValidator = z.object({
	id,
	name: title,
	operator: title,
	/** Ed25519 key of consensus. */
	publicKey: key,
	peerId: z.string().max(128),
	addresses,
});

export const consensusParameters = z.object({
	baseTimeoutMinMs: z.int(),
	baseTimeoutInitialMs: z.int(),
	baseTimeoutMaxMs: z.int(),
	roundTimeoutMaxMs: z.int(),
	idleIntervalMs: z.int(),
	clockAheadMs: z.int(),
	clockBehindMs: z.int(),
	maxBlockBytes: z.int(),
});

export const creditParameters = z.object({
	genesisCredit: z.int(),
	joiningCredit: z.int(),
	maxCredit: z.int(),
	ownBlockGain: z.int(),
	genesisParticipation: z.int(),
	maxParticipation: z.int(),
	voteGain: z.int(),
	missLoss: z.int(),
	maxFailures: z.int(),
});

const value = z.int().min(0);

/** Where trust in another chain begins; bytes in hex. */
export const chainRoot = z.object({
	chainId: name,
	genesisDigest: hex.length(64),
	currency: z.string().min(1).max(16),
	epoch: z.int().min(0),
	genesisId: hex.length(64),
	validators: z
		.array(z.object({ id, publicKey: key }))
		.min(1)
		.max(128),
});

/** What a chain allows a channel. */
export const channelTerms = z.object({
	moneyLimit: microMoney.min(0),
	capacityW: z.int().min(0),
	trustPeriodMs: z.int().min(3_600_000),
});

/** One change of a proposal, as `shared/codec/governance.ts` defines it, with bytes in hex. */
export const governanceChange = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('add-validator'), validator: governedValidator, possession: signature }),
	z.object({ kind: z.literal('remove-validator'), validator: id }),
	z.object({
		kind: z.literal('rotate-key'),
		validator: id,
		publicKey: key,
		peerId,
		addresses,
		possession: signature,
	}),
	z.object({
		kind: z.literal('consensus-parameters'),
		parameters: z.array(z.object({ name: consensusParameters.keyof(), value })).max(8),
	}),
	z.object({
		kind: z.literal('credit-parameters'),
		parameters: z.array(z.object({ name: creditParameters.keyof(), value })).max(9),
	}),
	z.object({ kind: z.literal('block-reward'), amount: microMoney.min(0) }),
	z.object({ kind: z.literal('reward-budget'), amount: microMoney.min(1) }),
	z.object({
		kind: z.literal('upgrade-contract'),
		contract: id,
		version: z.int().min(1),
		height: height.min(1),
	}),
	z.object({ kind: z.literal('cancel-upgrade'), contract: id }),
	z.object({ kind: z.literal('admit-observer'), peerId, name: title }),
	z.object({ kind: z.literal('remove-observer'), peerId }),
	z.object({ kind: z.literal('connect-chain'), root: chainRoot, terms: channelTerms }),
	z.object({ kind: z.literal('channel-terms'), chain: name, terms: channelTerms }),
	z.object({ kind: z.literal('recover-chain'), root: chainRoot }),
]);

export const governanceProposal = z.object({
	proposal: name,
	proposer: name,
	proposerName: name,
	text: z.string(),
	changes: z.array(governanceChange),
	/** SHA-256 of the changes: what validators sign, with the proposal's id, chain and epoch. */
	digest: hex,
	state: z.enum(['open', 'enacted', 'withdrawn', 'expired']),
	/** Those that count: of the present epoch while it is open, of the epoch that enacted it afterwards. */
	approvals: z.array(z.object({ validator: id, height })),
	/** Approvals that enact it; as of the present epoch. */
	needed: z.int().min(1),
	proposedAt: timeMs,
	proposedAtHeight: height,
	expiresAt: timeMs,
	endedAtHeight: height.nullable(),
	/** Last height of the epoch that it ended; null when it ended none. */
	epochEndsAt: height.nullable(),
	/** Open, and this node's validator has not approved it in this epoch. */
	needsMe: z.boolean(),
});

export const governedEpoch = z.object({
	epoch: z.int().min(0),
	startHeight: height,
	startTime: timeMs,
	/** Last height, once a change that ends it is enacted. */
	endsAt: height.nullable(),
	validators: z.array(governedValidator),
	consensus: consensusParameters,
	credit: creditParameters,
});

export const governanceOutcome = z.object({
	proposal: name,
	height,
	transactionId: hex,
	/** True when this call enacted the proposal. */
	enacted: z.boolean(),
	epochEndsAt: height.nullable(),
});

export type ChainRootView = z.infer<typeof chainRoot>;
export type GovernanceChangeView = z.infer<typeof governanceChange>;
export type GovernanceProposal = z.infer<typeof governanceProposal>;
export type GovernedEpoch = z.infer<typeof governedEpoch>;
export type GovernanceOutcome = z.infer<typeof governanceOutcome>;

export const governanceContract = {
	/** Open proposals by age, then ended ones newest first; epochs newest first, the one in force at the head. */
	list: base.input(z.object({ limit: z.int().min(1).max(1_000).default(200) })).output(
		z.object({
			asOfHeight: height,
			epochs: z.array(governedEpoch),
			proposals: z.array(governanceProposal),
			total: z.int(),
			needsMe: z.int(),
			observers: z.array(z.object({ peerId, name: title })),
			/** Id of this node's validator in the epoch in force; null when it only follows. */
			validator: id.nullable(),
			/** Participants of this console that can send proposals. */
			identities: z.array(name),
		}),
	),
	/** Proposes as `as`, or as the first identity of this console. Answers when the block is final. */
	propose: base
		.input(
			z.object({
				as: name.optional(),
				changes: z.array(governanceChange).min(1).max(16),
				text: z.string().max(500),
			}),
		)
		.output(governanceOutcome),
	/** Signs with this node's validator key; the digest says what the operator has read. */
	approve: base.input(z.object({ as: name.optional(), proposal: name, digest: hex })).output(governanceOutcome),
	withdraw: base.input(z.object({ proposal: name })).output(governanceOutcome),
	/** Proof that this node holds its key: what another operator needs to propose it as a validator. */
	registration: base
		.input(z.object({ validator: id, addresses }))
		.output(z.object({ validator: id, publicKey: key, peerId, addresses, possession: signature })),
};
