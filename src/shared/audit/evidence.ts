import { toHex } from '../codec/bytes.ts';
import type { DeedTrade } from '../codec/deed.ts';
import { deedSigningBytes } from '../codec/deed.ts';
import type { SignerCapacity } from '../codec/deed-events.ts';
import type { GenesisDocument } from '../codec/genesis-document.ts';
import type { Receipt } from '../codec/receipt.ts';
import type { TimeMs } from '../codec/units.ts';
import { CodedError } from '../errors/coded-error.ts';
import type { AuditCheck, AuditFault } from './check-board.ts';
import { type CustodyStep, custodySteps } from './evidence-custody.ts';
import { type EvidenceKey, EvidenceKeys } from './evidence-keys.ts';
import type { VerifiedTip } from './verify/chain-check.ts';
import type { PlacedEvent } from './verify/read-block.ts';
import type { ChainAuditResult } from './verify-bundle.ts';

export interface EvidenceSignature {
	readonly participant: string;
	readonly as: SignerCapacity;
	/** Hex; null while it has not signed. */
	readonly signature: string | null;
	readonly height: number | null;
	/** Chain time of the block that took it. */
	readonly time: TimeMs | null;
	/** In force when it signed, or, while it has not, at the end; null where the bundle does not name it. */
	readonly key: EvidenceKey | null;
}

/** Everything that a certificate of evidence says of one deed; all of it follows from the bundle and the trust root. */
export interface EvidenceCertificate {
	readonly chainId: string;
	readonly genesisDigest: string;
	readonly currency: string;
	readonly deed: string;
	readonly version: number;
	readonly state: 'awaiting' | 'sealed' | 'refused' | 'expired';
	readonly product: string;
	readonly generator: string;
	readonly user: string;
	readonly gridOperator: string;
	readonly trades: readonly DeedTrade[];
	/** Hex SHA-256 of the deed's canonical bytes. */
	readonly digest: string;
	/** Hex of the exact bytes that each signature is over. */
	readonly signedBytes: string;
	readonly signatures: readonly EvidenceSignature[];
	readonly threshold: number;
	/** Block that drafted it, and the one that sealed, refused or expired it. */
	readonly draftedAt: number;
	readonly decidedAt: number;
	/** A quorum voted for each block's time: at most so far ahead of, or behind, an honest voter's clock, chain ms. */
	readonly clock: { readonly aheadMs: number; readonly behindMs: number };
	readonly tip: VerifiedTip;
	readonly historyHeight: number;
	readonly custody: readonly CustodyStep[];
	readonly ok: boolean;
	readonly checks: readonly AuditCheck[];
	readonly firstFault: AuditFault | null;
}

/** Gathers what a certificate of one deed tells, while the bundle is verified: `onEvent` is for `verifyBundle`. */
export class DeedEvidence {
	readonly #deed: string;
	readonly #chain: string | null;
	readonly #events: PlacedEvent[] = [];

	/** @param chain that the deed is of; null in a bundle of one chain */
	constructor(deed: string, chain: string | null = null) {
		this.#deed = deed;
		this.#chain = chain;
	}

	readonly onEvent = (placed: PlacedEvent, _receipt: Receipt, chain: string): void => {
		const { kind } = placed.event;
		if (KEPT.has(kind) && (this.#chain === null || this.#chain === chain)) this.#events.push(placed);
	};

	/** @throws CodedError BUNDLE_SELECTION when the bundle does not hold the deed */
	certificate(result: ChainAuditResult, genesisDigest: string): EvidenceCertificate {
		const { content, genesis, tip, manifest, ok, checks, firstFault, height } = result;
		const known = content?.deeds.deeds.get(this.#deed);
		if (!known || !genesis || !tip || !manifest)
			throw new CodedError('BUNDLE_SELECTION', { missing: `deed ${this.#deed}` });
		const { document, digest, version, state, threshold, draftedAt } = known;
		const { generator, user, gridOperator, trades, product } = document;
		const { clockAheadMs, clockBehindMs } = genesis.consensus;
		return {
			chainId: manifest.chainId,
			genesisDigest,
			currency: genesis.market.currency,
			deed: this.#deed,
			version,
			state,
			product,
			generator,
			user,
			gridOperator,
			trades,
			digest: toHex(digest),
			signedBytes: toHex(deedSigningBytes(manifest.chainId, digest)),
			signatures: known.signers.map(({ participant, as }) => this.#signature(participant, as, version, genesis)),
			threshold,
			draftedAt,
			decidedAt: known.height,
			clock: { aheadMs: clockAheadMs, behindMs: clockBehindMs },
			tip,
			historyHeight: height,
			custody: custodySteps(
				{ deed: this.#deed, generator, user, product, trades: trades.map(({ trade }) => trade) },
				this.#events,
				genesis,
			),
			ok,
			checks,
			firstFault,
		};
	}

	#signature(participant: string, as: SignerCapacity, version: number, genesis: GenesisDocument): EvidenceSignature {
		const at = this.#events.findLastIndex(
			({ event }) =>
				event.kind === 'deed-signed' &&
				event.deed === this.#deed &&
				event.participant === participant &&
				event.version === version,
		);
		const keys = new EvidenceKeys(genesis);
		for (const before of at < 0 ? this.#events : this.#events.slice(0, at)) keys.take(before);
		const key = keys.of(participant);
		const placed = this.#events[at];
		if (placed?.event.kind !== 'deed-signed')
			return { participant, as, signature: null, height: null, time: null, key };
		const { height, time, event } = placed;
		return { participant, as, signature: toHex(event.signature), height, time, key };
	}
}

const KEPT: ReadonlySet<string> = new Set([
	'participant-registered',
	'key-rotated',
	'meter-registered',
	'product-opened',
	'order-placed',
	'order-amended',
	'orders-taken',
	'orders-revealed',
	'trade-made',
	'deed-drafted',
	'deed-amended',
	'deed-signed',
	'readings-submitted',
	'reading-recorded',
	'product-settling',
	'product-settled',
]);
