import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';
import type {
	OrderVoteMessage,
	ProposalMessage,
	TimeoutMessage,
	VoteMessage,
} from '../../../shared/codec/consensus-messages.ts';
import { createRoundStatements, type RoundStatements } from './round-statements.ts';

/** The first proposal that an author sent for a round; `key` is its block's. */
export interface ReceivedProposal {
	readonly message: ProposalMessage;
	readonly key: string;
}

/** How many verified votes of a round there are for one block and parent; a round has one unless somebody lies. */
export interface Tally {
	readonly blockId: Digest;
	readonly parentRound: number;
	verified: number;
}

/** The first messages of a kind that each author sent for a round. */
export interface RoundMessages {
	readonly proposals: Map<ValidatorIndex, ReceivedProposal>;
	/** Those that came after their certificate are not verified unless they are carried late. */
	readonly votes: Map<ValidatorIndex, VoteMessage>;
	readonly voteTallies: Tally[];
	readonly orderVotes: Map<ValidatorIndex, OrderVoteMessage>;
	readonly orderTallies: Tally[];
	readonly timeouts: Map<ValidatorIndex, TimeoutMessage>;
	/** What accusations rest on: kept also where the protocol has no more use for a message. */
	readonly statements: RoundStatements;
	isCertified: boolean;
	isTimedOut: boolean;
}

/** Rounds below the current one whose votes may still be carried late, and whose statements may still accuse. */
export const ROUNDS_BEHIND = 16;
/** Rounds ahead of the current one whose messages may arrive before the certificate that opens them. */
const AHEAD = 8;

/** Messages of the current round and a few around it; one per author, kind and round, so that nobody can fill it. */
export class RoundWindow {
	readonly #rounds = new Map<number, RoundMessages>();
	#current = 0;

	/** Null outside the window. */
	at(round: number): RoundMessages | null {
		if (round < 1 || round < this.#current - ROUNDS_BEHIND || round > this.#current + AHEAD) return null;
		let messages = this.#rounds.get(round);
		if (!messages) {
			messages = {
				proposals: new Map(),
				votes: new Map(),
				voteTallies: [],
				orderVotes: new Map(),
				orderTallies: [],
				timeouts: new Map(),
				statements: createRoundStatements(),
				isCertified: false,
				isTimedOut: false,
			};
			this.#rounds.set(round, messages);
		}
		return messages;
	}

	/** The messages of a round, if there are any. */
	peek(round: number): RoundMessages | null {
		return this.#rounds.get(round) ?? null;
	}

	/** The proposals in the window that build on a block, with their ids as keys. */
	proposalsOn(parentId: Digest): ReceivedProposal[] {
		const found: ReceivedProposal[] = [];
		for (const { proposals } of this.#rounds.values())
			for (const received of proposals.values())
				if (equalBytes(received.message.block.header.parentQc.blockId, parentId)) found.push(received);
		return found;
	}

	moveTo(round: number): void {
		this.#current = round;
		for (const key of this.#rounds.keys()) if (key < round - ROUNDS_BEHIND) this.#rounds.delete(key);
	}
}

/** The tally of a vote; `parentRound` is 0 for order votes, which name none. */
export function tallyOf(tallies: Tally[], blockId: Digest, parentRound: number): Tally {
	for (const tally of tallies)
		if (tally.parentRound === parentRound && equalBytes(tally.blockId, blockId)) return tally;
	const tally = { blockId, parentRound, verified: 0 };
	tallies.push(tally);
	return tally;
}
