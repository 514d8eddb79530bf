import type { QuorumCertificate, SignedStatement, ValidatorIndex } from '../../../shared/codec/block.ts';
import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';

type Firsts = { readonly [K in SignedStatement['kind']]: Map<ValidatorIndex, SignedStatement> };

/** The first statement of each author and kind in one round, whatever the protocol did with it: at most 4n. */
export interface RoundStatements extends Firsts {
	/** Certificate of the round while all votes heard agree: nothing in it can contradict any of them. */
	certificate: QuorumCertificate | null;
	/** What the first vote or certificate of the round was for. */
	voted: VotedFor | null;
	/** Blocks of the round that a verified certificate names: one, unless f + 1 validators lie. */
	readonly certified: Digest[];
	/** Votes of the round differ: each is compared with each certificate. */
	isSplit: boolean;
}

interface VotedFor {
	readonly blockId: Digest;
	readonly parentRound: number;
}

export function createRoundStatements(): RoundStatements {
	return {
		proposal: new Map(),
		vote: new Map(),
		'order-vote': new Map(),
		timeout: new Map(),
		certificate: null,
		voted: null,
		certified: [],
		isSplit: false,
	};
}

/** Notes what a vote or certificate is for; true when votes of this round differ. */
export function noteVotedFor(statements: RoundStatements, voted: VotedFor): boolean {
	statements.voted ??= voted;
	const { blockId, parentRound } = statements.voted;
	if (!equalBytes(blockId, voted.blockId) || parentRound !== voted.parentRound) statements.isSplit = true;
	return statements.isSplit;
}
