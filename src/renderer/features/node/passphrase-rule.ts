/** As the node has it for new passphrases. */
const MIN_PASSPHRASE = 12;

export interface PassphraseFault {
	readonly kind: 'short' | 'differs';
	/** Characters still wanting. */
	readonly left: number;
}

/** What keeps a new passphrase, typed twice, from being taken; null where nothing does. */
export function newPassphraseFault(passphrase: string, repeated: string): PassphraseFault | null {
	if (passphrase.length < MIN_PASSPHRASE) return { kind: 'short', left: MIN_PASSPHRASE - passphrase.length };
	if (passphrase !== repeated) return { kind: 'differs', left: 0 };
	return null;
}
