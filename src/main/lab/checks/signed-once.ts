import { toHex } from '../../../shared/codec/bytes.ts';
import type { ConsensusMessage } from '../../../shared/codec/consensus-messages.ts';

/** Rounds below the newest one of an epoch that are still watched. */
const WATCHED_ROUNDS = 1_024;

/** What was signed in one epoch, by round, then by replica and kind. */
interface EpochStatements {
	readonly rounds: Map<number, Map<string, string>>;
	newest: number;
}

/** Watches that nobody honest signs two different messages of one kind for one round, restarts included. */
export class SignedOnce {
	readonly #violations: string[];
	readonly #epochs = new Map<number, EpochStatements>();

	/** @param violations gets a line for each one */
	constructor(violations: string[]) {
		this.#violations = violations;
	}

	sent(replica: number, message: ConsensusMessage): void {
		const statement = signedStatement(message);
		if (!statement) return;
		const signed = this.#at(message.sync.epoch, statement.round);
		if (!signed) return;
		const place = `${replica}/${message.kind}`;
		const before = signed.get(place);
		if (before === undefined) signed.set(place, statement.content);
		else if (before !== statement.content)
			this.#violations.push(`replica ${replica} signed two different ${message.kind}s for round ${statement.round}`);
	}

	/** Null for a round too old to be watched. */
	#at(number: number, round: number): Map<string, string> | null {
		const epoch = this.#epochs.get(number) ?? { rounds: new Map(), newest: 0 };
		this.#epochs.set(number, epoch);
		if (round < epoch.newest - WATCHED_ROUNDS) return null;
		let known = epoch.rounds.get(round);
		if (!known) {
			known = new Map();
			epoch.rounds.set(round, known);
			epoch.newest = Math.max(epoch.newest, round);
			for (const old of epoch.rounds.keys()) if (old < epoch.newest - WATCHED_ROUNDS) epoch.rounds.delete(old);
		}
		return known;
	}
}

/** What an honest validator signs once a round; null for other messages. */
function signedStatement(message: ConsensusMessage): { readonly round: number; readonly content: string } | null {
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
