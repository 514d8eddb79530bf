import { toHex } from '../codec/bytes.ts';
import type { DeedTrade } from '../codec/deed.ts';
import { deedSigningBytes } from '../codec/deed.ts';
import type { SignerCapacity } from '../codec/deed-events.ts';
import type { TimeMs } from '../codec/units.ts';
import { CodedError } from '../errors/coded-error.ts';
import type { AuditCheck, AuditFault } from './check-board.ts';
import type { VerifiedTip } from './verify/chain-check.ts';
import type { PlacedEvent } from './verify/read-block.ts';
import type { AuditResult } from './verify-bundle.ts';

export interface EvidenceSignature {
	readonly participant: string;
	readonly as: SignerCapacity;
	/** Hex; null while it has not signed. */
	readonly signature: string | null;
	readonly height: number | null;
	/** Chain time of the block that took it. */
	readonly time: TimeMs | null;
}

/** A step from what was measured to what was paid. */
export interface CustodyStep {
	readonly what: 'reading' | 'batch' | 'order' | 'trade' | 'deed' | 'settlement';
	readonly id: string;
	readonly height: number;
	readonly time: TimeMs;
	readonly facts: { readonly [name: string]: string | number };
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
	readonly #events: PlacedEvent[] = [];

	constructor(deed: string) {
		this.#deed = deed;
	}

	readonly onEvent = (placed: PlacedEvent): void => {
		const { kind } = placed.event;
		if (KEPT.has(kind)) this.#events.push(placed);
	};

	/** @throws CodedError BUNDLE_SELECTION when the bundle does not hold the deed */
	certificate(result: AuditResult, genesisDigest: string): EvidenceCertificate {
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
			signatures: known.signers.map(({ participant, as }) => this.#signature(participant, as, version)),
			threshold,
			draftedAt,
			decidedAt: known.height,
			clock: { aheadMs: clockAheadMs, behindMs: clockBehindMs },
			tip,
			historyHeight: height,
			custody: this.#custody({ generator, user, product, trades: trades.map(({ trade }) => trade) }),
			ok,
			checks,
			firstFault,
		};
	}

	#signature(participant: string, as: SignerCapacity, version: number): EvidenceSignature {
		const placed = this.#events.findLast(
			({ event }) =>
				event.kind === 'deed-signed' &&
				event.deed === this.#deed &&
				event.participant === participant &&
				event.version === version,
		);
		if (placed?.event.kind !== 'deed-signed') return { participant, as, signature: null, height: null, time: null };
		const { height, time, event } = placed;
		return { participant, as, signature: toHex(event.signature), height, time };
	}

	#custody(of: {
		readonly generator: string;
		readonly user: string;
		readonly product: string;
		readonly trades: readonly string[];
	}): CustodyStep[] {
		const isParty = (participant: string): boolean => participant === of.generator || participant === of.user;
		const opened = this.#events.find(
			({ event }) => event.kind === 'product-opened' && event.product === of.product,
		)?.event;
		const terms = opened?.kind === 'product-opened' ? opened : null;
		const made = this.#events.flatMap(({ event }) =>
			event.kind === 'trade-made' && of.trades.includes(event.trade) ? [event] : [],
		);
		const orders = new Set(made.flatMap(({ bid, offer }) => [bid, offer]));
		const batches = new Set<string>();
		const steps: CustodyStep[] = [];
		for (const { event, height, time } of this.#events) {
			const add = (what: CustodyStep['what'], id: string, facts: CustodyStep['facts']): void => {
				steps.push({ what, id, height, time, facts });
			};
			switch (event.kind) {
				case 'order-placed':
					if (orders.has(event.order))
						add('order', event.order, {
							participant: event.participant,
							side: event.side,
							quantityWh: event.quantityWh,
						});
					break;
				case 'trade-made':
					if (of.trades.includes(event.trade)) add('trade', event.trade, { bid: event.bid, offer: event.offer });
					break;
				case 'deed-drafted':
					if (event.deed === this.#deed) add('deed', event.deed, { digest: toHex(event.digest) });
					break;
				case 'reading-recorded': {
					const { participant, start, end, reading, batch, generatedWh, consumedWh } = event;
					if (!terms || !isParty(participant) || start >= terms.deliveryEnd || end <= terms.deliveryStart) break;
					batches.add(batch);
					add('reading', reading, { participant, batch, generatedWh, consumedWh });
					break;
				}
				case 'readings-submitted':
					add('batch', event.batch, { source: event.source.id, root: toHex(event.root) });
					break;
				case 'product-settling':
				case 'product-settled':
					if (event.product !== of.product) break;
					for (const { participant, contractedWh, meteredWh, traded } of event.statements)
						if (isParty(participant))
							add('settlement', event.product, { participant, contractedWh, meteredWh, traded });
			}
		}
		return steps.filter(({ what, id }) => what !== 'batch' || batches.has(id));
	}
}

const KEPT: ReadonlySet<string> = new Set([
	'product-opened',
	'order-placed',
	'trade-made',
	'deed-drafted',
	'deed-signed',
	'readings-submitted',
	'reading-recorded',
	'product-settling',
	'product-settled',
]);

/** Of a bundle whose every event is at hand: as `DeedEvidence` gathers it. */
export function certificateOfEvidence(
	{
		result,
		events,
		genesisDigest,
	}: {
		readonly result: AuditResult;
		readonly events: Iterable<PlacedEvent>;
		readonly genesisDigest: string;
	},
	deed: string,
): EvidenceCertificate {
	const evidence = new DeedEvidence(deed);
	for (const placed of events) evidence.onEvent(placed);
	return evidence.certificate(result, genesisDigest);
}
