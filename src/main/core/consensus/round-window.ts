import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';
import type {
	ConsensusMessage,
	OrderVoteMessage,
	ProposalMessage,
	TimeoutMessage,
	VoteMessage,
} from '../../../shared/codec/consensus-messages.ts';
import { createRoundStatements, type RoundStatements } from './round-statements.ts';

/** The first message of one kind that an author sent for a round; `key` tells two different ones apart. */
export interface Cast<M extends ConsensusMessage> {
	readonly message: M;
	readonly key: string;
	/** False for votes that came after their certificate: they are verified only if they are carried late. */
	isVerified: boolean;
}

export interface RoundMessages {
	readonly proposals: Map<ValidatorIndex, Cast<ProposalMessage>>;
	readonly votes: Map<ValidatorIndex, Cast<VoteMessage>>;
	readonly orderVotes: Map<ValidatorIndex, Cast<OrderVoteMessage>>;
	readonly timeouts: Map<ValidatorIndex, Cast<TimeoutMessage>>;
	/** What accusations rest on: kept also where the protocol has no more use for a message. */
	readonly statements: RoundStatements;
	isCertified: boolean;
	isTimedOut: boolean;
}

/** Rounds below the current one whose votes may still be carried late. */
const BEHIND = 16;
/** Rounds ahead of the current one whose messages may arrive before the certificate that opens them. */
const AHEAD = 8;

/** Messages of the current round and a few around it; one per author, kind and round, so that nobody can fill it. */
export class RoundWindow {
	readonly #rounds = new Map<number, RoundMessages>();
	#current = 0;

	/** Null outside the window. */
	at(round: number): RoundMessages | null {
		if (round < 1 || round < this.#current - BEHIND || round > this.#current + AHEAD) return null;
		let messages = this.#rounds.get(round);
		if (!messages) {
			messages = {
				proposals: new Map(),
				votes: new Map(),
				orderVotes: new Map(),
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
	proposalsOn(parentId: Digest): Cast<ProposalMessage>[] {
		const found: Cast<ProposalMessage>[] = [];
		for (const { proposals } of this.#rounds.values())
			for (const cast of proposals.values())
				if (equalBytes(cast.message.block.header.parentQc.blockId, parentId)) found.push(cast);
		return found;
	}

	moveTo(round: number): void {
		this.#current = round;
		for (const key of this.#rounds.keys()) if (key < round - BEHIND) this.#rounds.delete(key);
	}
}
