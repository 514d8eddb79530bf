import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { WipeableSigner } from '../crypto/ed25519.ts';

/** Opens the signing key of a participant anew, with the passphrase that a person gave. */
export type OpenSigner = (participant: string) => Promise<WipeableSigner>;

/**
 * The signing keys of the keystore's participants. A locked one is wiped from memory and refuses until its key was
 * opened again; what it can read is refused as well, by {@link ParticipantKeys.requireOpen}.
 */
export class ParticipantKeys {
	readonly #signers: Map<string, WipeableSigner>;
	readonly #locked = new Set<string>();
	readonly #listeners = new Set<() => void>();

	constructor(signers: ReadonlyMap<string, WipeableSigner>) {
		this.#signers = new Map(signers);
	}

	/** All participants, locked or not. */
	get names(): readonly string[] {
		return [...this.#signers.keys()];
	}

	get locked(): readonly string[] {
		return [...this.#locked];
	}

	/** Undefined for a participant without a key here. @throws CodedError KEYSTORE_LOCKED */
	get(participant: string): WipeableSigner | undefined {
		this.requireOpen(participant);
		return this.#signers.get(participant);
	}

	/** @throws CodedError KEYSTORE_LOCKED */
	requireOpen(participant: string): void {
		if (this.#locked.has(participant)) throw new CodedError('KEYSTORE_LOCKED', { participant });
	}

	/** Wipes the secrets of these participants; names without a key here are passed over. */
	lock(participants: readonly string[]): void {
		for (const participant of participants) {
			const signer = this.#signers.get(participant);
			if (!signer) continue;
			this.#locked.add(participant);
			signer.wipe();
		}
	}

	/** All of them or none. @throws what `open` throws: KEYSTORE_WRONG_PASSPHRASE, KEYSTORE_DAMAGED, KEY_UNKNOWN */
	async unlock(participants: readonly string[], open: OpenSigner): Promise<void> {
		const asked = participants.filter((participant) => this.#locked.has(participant));
		const opened = await Promise.all(asked.map(async (participant) => [participant, await open(participant)] as const));
		for (const [participant, signer] of opened) {
			this.#signers.set(participant, signer);
			this.#locked.delete(participant);
		}
		if (opened.length > 0) for (const listener of this.#listeners) listener();
	}

	/** Called after each unlock. @returns takes the listener away again */
	onUnlock(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	wipe(): void {
		for (const signer of this.#signers.values()) signer.wipe();
	}
}
