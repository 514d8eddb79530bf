import type { TimeoutReason, ValidatorIndex } from '../../../shared/codec/block.ts';
import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';
import {
	orderVoteSigningBytes,
	type SigningScope,
	timeoutSigningBytes,
	voteSigningBytes,
} from '../../../shared/codec/consensus-signing.ts';

interface Remembered {
	readonly round: number;
	readonly blockId: Digest;
	readonly parentRound: number;
	readonly bytes: Uint8Array;
}

/** Rounds whose bytes are remembered; a power of 2. */
const ROUNDS = 32;

/** The bytes that a round's votes sign: nearly all of them sign the same, so the newest of each round are kept. */
export class SignedBytes {
	readonly #scope: SigningScope;
	readonly #votes: (Remembered | undefined)[] = new Array(ROUNDS);
	readonly #orderVotes: (Remembered | undefined)[] = new Array(ROUNDS);
	readonly #timeouts = new Map<string, Uint8Array>();
	#timeoutRound = 0;

	constructor(scope: SigningScope) {
		this.#scope = scope;
	}

	vote(round: number, blockId: Digest, parentRound: number): Uint8Array {
		const known = this.#votes[round % ROUNDS];
		if (known && known.round === round && known.parentRound === parentRound && equalBytes(known.blockId, blockId))
			return known.bytes;
		const bytes = voteSigningBytes(this.#scope, round, blockId, parentRound);
		this.#votes[round % ROUNDS] = { round, blockId, parentRound, bytes };
		return bytes;
	}

	orderVote(round: number, blockId: Digest): Uint8Array {
		const known = this.#orderVotes[round % ROUNDS];
		if (known && known.round === round && equalBytes(known.blockId, blockId)) return known.bytes;
		const bytes = orderVoteSigningBytes(this.#scope, round, blockId);
		this.#orderVotes[round % ROUNDS] = { round, blockId, parentRound: 0, bytes };
		return bytes;
	}

	/** Those of the newest round asked for; few differ, whoever signs. */
	timeout(round: number, qcRound: number, awaitedLeader: ValidatorIndex, reason: TimeoutReason): Uint8Array {
		if (this.#timeoutRound !== round || this.#timeouts.size >= ROUNDS) {
			this.#timeouts.clear();
			this.#timeoutRound = round;
		}
		const key = `${qcRound}/${awaitedLeader}/${reason}`;
		let bytes = this.#timeouts.get(key);
		if (!bytes) {
			bytes = timeoutSigningBytes(this.#scope, round, qcRound, awaitedLeader, reason);
			this.#timeouts.set(key, bytes);
		}
		return bytes;
	}
}
