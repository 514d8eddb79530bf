import { equalBytes } from '../../../shared/codec/bytes.ts';
import { CALL_LIMITS, calls } from '../../../shared/codec/calls.ts';
import { decodeDeed, deedDigest, deedSigningBytes } from '../../../shared/codec/deed.ts';
import { mulDivFloor, type TimeMs } from '../../../shared/codec/units.ts';
import type { Hasher, Signer } from '../../core/ports.ts';
import { type Agent, type Errand, earliestAfter } from './agent.ts';
import type { DeedView, MarketView } from './market-view.ts';
import { fraction } from './reservation-prices.ts';

const SHORTEST_READING_MS = 60_000;
const READING_SPREAD_MS = 1_140_000;

/**
 * Signs, as one participant, the deeds that await it, all that are due in one call. It recomputes each digest from the
 * document and signs none that it is no party to. Unhurried signers take 1 to 20 minutes of chain time to read a deed.
 */
export class DeedSigner implements Agent {
	readonly #participant: string;
	readonly #chainId: string;
	readonly #view: MarketView;
	readonly #signer: Signer;
	readonly #hasher: Hasher;
	readonly #hurried: () => boolean;
	readonly #signs: (deed: DeedView) => boolean;

	constructor(
		options: { participant: string; chainId: string },
		modules: {
			view: MarketView;
			signer: Signer;
			hasher: Hasher;
			hurried: () => boolean;
			/** Whether the simulation signs this deed, or leaves it to the person at the console. */
			signs: (deed: DeedView) => boolean;
		},
	) {
		this.#participant = options.participant;
		this.#chainId = options.chainId;
		this.#view = modules.view;
		this.#signer = modules.signer;
		this.#hasher = modules.hasher;
		this.#hurried = modules.hurried;
		this.#signs = modules.signs;
	}

	due(now: TimeMs): Errand[] {
		const ready: DeedView[] = [];
		for (const deed of this.#waiting()) {
			if (ready.length === CALL_LIMITS.deeds) break;
			if (now < deed.deadline && this.#readBy(deed) <= now && this.#isMine(deed)) ready.push(deed);
		}
		if (ready.length === 0) return [];
		const signatures = ready.map(({ deed, digest }) => ({
			deed,
			signature: this.#signer.sign(deedSigningBytes(this.#chainId, digest)),
		}));
		return [
			{
				participant: this.#participant,
				name: `sign ${this.#participant} ${ready[0]?.deed}`,
				call: calls.depository.signDeeds({ signatures }),
			},
		];
	}

	nextAt(now: TimeMs): TimeMs | null {
		return earliestAfter(
			now,
			Array.from(this.#waiting(), (deed) => this.#readBy(deed)),
		);
	}

	*#waiting(): Generator<DeedView> {
		for (const deed of this.#view.deeds.values())
			if (isTurnOf(deed, this.#participant) && this.#signs(deed)) yield deed;
	}

	#readBy({ deed, draftedAt }: DeedView): TimeMs {
		if (this.#hurried()) return draftedAt;
		const part = fraction(`${this.#participant}/${deed}/reads`);
		return draftedAt + SHORTEST_READING_MS + mulDivFloor(READING_SPREAD_MS, part, 65_536);
	}

	#isMine({ document, digest }: DeedView): boolean {
		if (
			!equalBytes(
				deedDigest(document, (bytes) => this.#hasher.sha256(bytes)),
				digest,
			)
		)
			return false;
		const { chainId, signers } = decodeDeed(document);
		return chainId === this.#chainId && signers.some(({ participant }) => participant === this.#participant);
	}
}

/** Whether the participant's signature is awaited, and, in an ordered deed, the next one. */
function isTurnOf({ awaiting, isOrdered }: DeedView, participant: string): boolean {
	if (!isOrdered) return awaiting.has(participant);
	const [next] = awaiting;
	return next === participant;
}
