import { calls } from '../../../shared/codec/calls.ts';
import { HOUR_MS, type MicroPerKwh, mulDivFloor, type TimeMs } from '../../../shared/codec/units.ts';
import { type Agent, type Errand, earliestAfter } from '../market/agent.ts';
import { fraction } from '../market/reservation-prices.ts';
import { type RegionBook, SPARE_CERTIFICATES_MS } from './region-book.ts';

/** After the settlement. */
const COMES_AFTER_MS = HOUR_MS;
/** A block that much later has come: all certificates of the product are with those who keep them. */
const HANDED_OUT_MS = 60_000;
/** 0.005 currency units per kWh. */
const PRICE: MicroPerKwh = 5_000;
const EXPIRES_AFTER_MS = HOUR_MS;
/** Below this it is not worth a packet. */
const WORTH_WH = 100;

export interface CertificateSellerOptions {
	/** Homes of the region. */
	readonly owners: ReadonlySet<string>;
	/** Where they sell, and who buys there. */
	readonly chain: string;
	readonly buyer: string;
}

/**
 * Homes that gave more to the grid than anybody bought keep the certificates of it: of each product the one with the
 * longest range sends it to the trader of another region, mostly for money.
 */
export class CertificateSeller implements Agent {
	readonly #options: CertificateSellerOptions;
	readonly #book: RegionBook;

	constructor(options: CertificateSellerOptions, modules: { readonly book: RegionBook }) {
		this.#options = options;
		this.#book = modules.book;
	}

	due(now: TimeMs): Errand[] {
		const { owners, chain, buyer } = this.#options;
		const errands: Errand[] = [];
		for (const { product, settled, settlementTime, certificatesSent } of this.#book.products.values()) {
			const comesAt = settlementTime + COMES_AFTER_MS;
			if (!settled || certificatesSent || this.#book.time < settlementTime + HANDED_OUT_MS) continue;
			if (now < comesAt || now >= settlementTime + SPARE_CERTIFICATES_MS) continue;
			const spare = this.#book.holdings.longest(product, owners);
			if (!spare || spare.toWh - spare.fromWh < WORTH_WH) continue;
			const { owner, ...part } = spare;
			const until = now + EXPIRES_AFTER_MS;
			const price = Math.max(1, mulDivFloor(PRICE, part.toWh - part.fromWh, 1_000));
			const isGift = fraction(`${product}/certificates`) < 65_536 / 4;
			const call = isGift
				? calls.bridge.sendCertificates({ chain, to: buyer, parts: [part], timeoutAt: until })
				: calls.bridge.offer({
						chain,
						taker: buyer,
						goods: { kind: 'certificates', parts: [part] },
						price,
						expiresAt: until,
					});
			errands.push({ participant: owner, name: `certificates ${product}`, call });
		}
		return errands;
	}

	nextAt(now: TimeMs): TimeMs | null {
		return earliestAfter(
			now,
			Array.from(this.#book.products.values(), ({ settlementTime }) => settlementTime + COMES_AFTER_MS),
		);
	}
}
