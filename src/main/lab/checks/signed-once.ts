import type { ConsensusMessage } from '../../../shared/codec/consensus-messages.ts';
import { signedStatement } from './run-observer.ts';

/** Rounds below the newest one heard of that are still watched. */
const WATCHED_ROUNDS = 256;

/** Watches that nobody honest signs two different messages of one kind for one round, restarts included. */
export class SignedOnce {
	readonly violations: string[] = [];
	readonly #rounds = new Map<number, Map<string, string>>();
	#newest = 0;

	sent(replica: number, message: ConsensusMessage): void {
		const statement = signedStatement(message);
		if (!statement || statement.round < this.#newest - WATCHED_ROUNDS) return;
		const round = this.#at(statement.round);
		const place = `${replica}/${message.kind}`;
		const before = round.get(place);
		if (before === undefined) round.set(place, statement.content);
		else if (before !== statement.content)
			this.violations.push(`replica ${replica} signed two different ${message.kind}s for round ${statement.round}`);
	}

	#at(round: number): Map<string, string> {
		let known = this.#rounds.get(round);
		if (!known) {
			known = new Map();
			this.#rounds.set(round, known);
			this.#newest = Math.max(this.#newest, round);
			for (const old of this.#rounds.keys()) if (old < this.#newest - WATCHED_ROUNDS) this.#rounds.delete(old);
		}
		return known;
	}
}
