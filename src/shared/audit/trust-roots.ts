import { CodedError } from '../errors/coded-error.ts';
import { BUNDLE_LIMITS } from './bundle-form.ts';
import type { CheckBoard } from './check-board.ts';
import { because } from './reasons.ts';
import { parseTrustRoot, type TrustRoot } from './trust-root.ts';

/** The trust roots that a verifier was given, each for one chain. */
export class TrustRoots {
	readonly #files: readonly Uint8Array[];

	constructor(files: readonly Uint8Array[]) {
		this.#files = files;
	}

	/** For a bundle of one chain: the only one whatever it is of, else that of the chain; null where it is none. */
	ofOnly(chain: string, board: CheckBoard): TrustRoot | null {
		const [only] = this.#files;
		if (this.#files.length !== 1 || !only) {
			this.requireNoneSpare([chain], board);
			return this.of(chain, board);
		}
		return this.#taken(board, () => parseTrustRoot(only));
	}

	/** The one of a chain; null where there is none. */
	of(chain: string, board: CheckBoard): TrustRoot | null {
		return this.#taken(board, () => {
			const own = this.#whole().find(({ chainId }) => chainId === chain);
			if (own) return own;
			throw new CodedError('BUNDLE_TRUST_ROOT', because('none-is-of-chain', { chain }));
		});
	}

	/** Every file is whole, and is the only one of a chain of the bundle. */
	requireNoneSpare(chains: readonly string[], board: CheckBoard): void {
		board.guard('trust-root', () => {
			if (this.#files.length > BUNDLE_LIMITS.chains)
				throw new CodedError('BUNDLE_TRUST_ROOT', because('more-than-parts', { max: BUNDLE_LIMITS.chains }));
			const open = new Set(chains);
			for (const file of this.#files) {
				const { chainId } = parseTrustRoot(file);
				if (!open.delete(chainId))
					throw new CodedError('BUNDLE_TRUST_ROOT', because('is-of-no-other-chain', { chain: chainId }));
				board.count('trust-root', 'trust-root');
			}
		});
		board.done('trust-root');
	}

	#taken(board: CheckBoard, take: () => TrustRoot): TrustRoot | null {
		let taken: TrustRoot | null = null;
		board.guard('trust-root', () => {
			taken = take();
			board.count('trust-root', 'trust-root');
		});
		board.done('trust-root');
		return taken;
	}

	/** Those that can be read. */
	#whole(): TrustRoot[] {
		return this.#files.slice(0, BUNDLE_LIMITS.chains).flatMap((file) => {
			try {
				return [parseTrustRoot(file)];
			} catch {
				return [];
			}
		});
	}
}
