import { z } from 'zod';
import { OFFENCES } from '../proofs/evidence.ts';
import { base } from './errors.ts';
import { stateProof } from './proofs.ts';
import { height, hex, microMoney, name, share, timeMs } from './scalars.ts';

export const validatorStanding = z.object({
	index: z.int().min(0),
	id: name,
	name,
	operator: z.string(),
	rank: z.int().min(1),
	credit: z.int().min(0).max(1000),
	participation: z.int().min(0).max(1000),
	/** First round in which it may lead again; null when not benched, the largest safe integer until the epoch ends. */
	benchedUntilRound: z.int().nullable(),
	/** Share of the window's committed blocks that it proposed. */
	leads: share,
	votesCredited: share,
	missed: z.int(),
	earned: microMoney,
	/** Leader credit, evenly sampled over the window, oldest first. */
	spark: z.array(z.int()),
	me: z.boolean(),
});

export const participantStanding = z.object({
	participant: name,
	name,
	role: z.string(),
	rank: z.int().min(1),
	credit: z.int().min(0).max(1000),
	/** Of what it contracted as seller or buyer. */
	delivered: share,
	deedsInTime: share,
	readingsInTime: share,
	points: z.int(),
	/** Points that have paid wheeling fees, and how many may in each settlement of a product; 0 for none. */
	pointsSpent: z.int().min(0),
	feePointsMax: z.int().min(0),
	balance: microMoney,
	spark: z.array(z.int()),
	me: z.boolean(),
});

/** One line of "how this figure came about": equal consecutive steps are folded with their count. */
export const creditStep = z.object({
	/** Whose value `change` and `after` are; participants have credit only. */
	figure: z.enum(['credit', 'participation']).default('credit'),
	rule: z.string(),
	count: z.int().min(1),
	change: z.int(),
	after: z.int(),
	firstHeight: height,
	lastHeight: height,
	/** Round, deed or reading that it concerns; null for folded steps of several. */
	subject: z.string().nullable(),
	time: timeMs,
});

/** Proven guilty in the epoch in force: no lead and no reward until it ends. */
export const conviction = z.object({
	offence: z.enum(OFFENCES),
	/** Of the two statements that prove it. */
	rounds: z.tuple([z.int(), z.int()]),
	/** Of the block that carries the proof. */
	round: z.int(),
	height,
	/** Taken from its incentive balance for the participants' pool. */
	slashed: microMoney,
});

export type ValidatorStanding = z.infer<typeof validatorStanding>;
export type ParticipantStanding = z.infer<typeof participantStanding>;
export type ConvictionView = z.infer<typeof conviction>;
export type CreditStep = z.infer<typeof creditStep>;

export const standingsContract = {
	list: base.output(
		z.object({
			asOfHeight: height,
			stateRoot: hex,
			/** Blocks that the shares and sparklines look back on. */
			windowBlocks: z.int(),
			validators: z.array(validatorStanding),
			participants: z.array(participantStanding),
		}),
	),
	explain: base.input(z.object({ kind: z.enum(['validator', 'participant']), id: name })).output(
		z.object({
			kind: z.enum(['validator', 'participant']),
			id: name,
			credit: z.int(),
			opening: z.object({ credit: z.int(), height }),
			steps: z.array(creditStep),
			/** Of a validator; null where the epoch in force knows of none. */
			conviction: conviction.nullable(),
			/** On-chain parameters of the rule, for its sentence. */
			parameters: z.record(z.string(), z.int()),
			/** Null while no certified root covers the newest change. */
			proof: stateProof.nullable(),
		}),
	),
};
