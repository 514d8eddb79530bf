import type { CodedError } from '../errors/coded-error.ts';
import type { CheckBoard, CheckName } from './check-board.ts';

export interface SignatureToCheck {
	readonly publicKey: Uint8Array;
	readonly message: Uint8Array;
	readonly signature: Uint8Array;
}

/** Answers in the order asked; may work on several lists at once. */
export type VerifyMany = (checks: readonly SignatureToCheck[]) => Promise<readonly boolean[]>;

const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;
const LIST_LENGTH = 512;
/** Lists on their way at most. */
const LISTS = 16;

interface Asked {
	readonly check: CheckName;
	readonly fault: () => CodedError;
}

/** Gathers signatures into lists, so that threads may check them while the file is read on. */
export class SignatureQueue {
	readonly #board: CheckBoard;
	readonly #verifyMany: VerifyMany;
	readonly #underWay: Promise<void>[] = [];
	#waiting: SignatureToCheck[] = [];
	#asked: Asked[] = [];

	constructor(modules: { readonly board: CheckBoard; readonly verifyMany: VerifyMany }) {
		this.#board = modules.board;
		this.#verifyMany = modules.verifyMany;
	}

	ask(check: CheckName, signature: SignatureToCheck, fault: () => CodedError): void {
		// What somebody made up need not be bytes at all.
		if (!isBytes(signature.signature, SIGNATURE_BYTES) || !isBytes(signature.publicKey, KEY_BYTES)) {
			this.#board.fault(check, fault());
			return;
		}
		this.#waiting.push(signature);
		this.#asked.push({ check, fault });
		this.#board.count(check, 'signatures');
		if (this.#waiting.length >= LIST_LENGTH) this.#send();
	}

	/** Resolves when there is room for more. */
	async room(): Promise<void> {
		while (this.#underWay.length >= LISTS) await this.#underWay.shift();
	}

	async drain(): Promise<void> {
		this.#send();
		await Promise.all(this.#underWay.splice(0));
	}

	#send(): void {
		if (this.#waiting.length === 0) return;
		const [signatures, asked] = [this.#waiting, this.#asked];
		[this.#waiting, this.#asked] = [[], []];
		const answer = this.#verifyMany(signatures).then((good) => {
			asked.forEach(({ check, fault }, index) => {
				if (good[index] !== true) this.#board.fault(check, fault());
			});
		});
		// Awaited later: until then a failed thread is nobody's unhandled rejection.
		answer.catch(() => undefined);
		this.#underWay.push(answer);
	}
}

function isBytes(value: unknown, length: number): boolean {
	return value instanceof Uint8Array && value.length === length;
}
