import type { PacketContents } from '../../../shared/codec/bridge-packet.ts';
import type { OpenOffer } from '../../../shared/codec/bridge-state.ts';
import { decodeDeed } from '../../../shared/codec/deed.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import { type EnergyWh, HOUR_MS, type MicroMoney, type TimeMs } from '../../../shared/codec/units.ts';
import type { ExecutedBlock } from '../../node/types.ts';
import { CertificateHoldings } from './certificate-holdings.ts';

export interface BookProduct {
	readonly product: string;
	readonly gateClosure: TimeMs;
	readonly deliveryEnd: TimeMs;
	readonly settlementTime: TimeMs;
	cleared: boolean;
	settled: boolean;
	/** Wanted and offered by each participant; the traders of ties included. */
	readonly wantedWh: Map<string, EnergyWh>;
	readonly offeredWh: Map<string, EnergyWh>;
	/** Bought in the auction by each participant. */
	readonly boughtWh: Map<string, EnergyWh>;
	/** Homes of this region have sent certificates of the product away, or offered them. */
	certificatesSent: boolean;
}

/** What the trader of the tie bought. */
export interface BoughtTrade {
	readonly trade: string;
	readonly product: string;
	readonly quantityWh: EnergyWh;
	/** With all fees. */
	readonly cost: MicroMoney;
	sealed: boolean;
	/** Left for other regions, or is offered there. */
	sentWh: EnergyWh;
}

/** A lot that left, or is offered, and did not come back. */
export interface LeftLot {
	readonly chain: string;
	readonly to: string | null;
	readonly product: string;
	readonly trade: string;
	readonly quantityWh: EnergyWh;
}

/** Settled products stay for so long, chain time: as long as their spare certificates are traded. */
export const SPARE_CERTIFICATES_MS = 3 * HOUR_MS;

/** What traders between regions know of one region, from its final blocks alone; holds a few hours of products. */
export class RegionBook {
	readonly products = new Map<string, BookProduct>();
	readonly trades = new Map<string, BoughtTrade>();
	readonly lots = new Map<string, LeftLot>();
	/** Offers of other regions that stand here. */
	readonly offers = new Map<string, OpenOffer>();
	readonly holdings = new CertificateHoldings();
	/** Packets that this region sent and has not closed. */
	readonly openPackets = new Set<string>();
	moneySent = false;
	height = 0;
	/** Block time at that height. */
	time: TimeMs = 0;
	readonly #trader: string;
	readonly #deeds = new Map<string, readonly string[]>();

	constructor(options: { readonly trader: string }) {
		this.#trader = options.trader;
	}

	apply({ block, events }: Pick<ExecutedBlock, 'block' | 'events'>): void {
		const { height, time } = block.header;
		if (height <= this.height) return;
		this.height = height;
		this.time = time;
		for (const event of events) this.#applyMarket(event);
		for (const event of events) this.#applyBridge(event);
		for (const { product, settled, settlementTime } of this.products.values())
			if (settled && settlementTime + SPARE_CERTIFICATES_MS < time) this.#forget(product);
	}

	/** What a participant wanted of a product and did not get in the auction. */
	unmetWh({ wantedWh, boughtWh }: BookProduct, participant: string): EnergyWh {
		return Math.max(0, (wantedWh.get(participant) ?? 0) - (boughtWh.get(participant) ?? 0));
	}

	#applyMarket(event: ContractEvent): void {
		switch (event.kind) {
			case 'product-opened': {
				const { product, gateClosure, deliveryEnd, settlementTime } = event;
				this.products.set(product, {
					product,
					gateClosure,
					deliveryEnd,
					settlementTime,
					cleared: false,
					settled: false,
					wantedWh: new Map(),
					offeredWh: new Map(),
					boughtWh: new Map(),
					certificatesSent: false,
				});
				return;
			}
			case 'product-cancelled':
				this.#forget(event.product);
				return;
			case 'order-placed': {
				const product = this.products.get(event.product);
				const sums = event.side === 'bid' ? product?.wantedWh : product?.offeredWh;
				if (sums) add(sums, event.participant, event.quantityWh);
				return;
			}
			case 'product-cleared': {
				const product = this.products.get(event.product);
				if (product) product.cleared = true;
				return;
			}
			case 'trade-made': {
				const { trade, product, buyer, quantityWh, amount, fee, border, congestion } = event;
				const found = this.products.get(product);
				if (found) add(found.boughtWh, buyer, quantityWh);
				if (buyer !== this.#trader) return;
				const cost = amount + fee + border + congestion;
				this.trades.set(trade, { trade, product, quantityWh, cost, sealed: false, sentWh: 0 });
				return;
			}
			case 'deed-drafted': {
				const { user, trades } = decodeDeed(event.document);
				if (user === this.#trader)
					this.#deeds.set(
						event.deed,
						trades.map(({ trade }) => trade),
					);
				return;
			}
			case 'deed-sealed':
				for (const trade of this.#deeds.get(event.deed) ?? []) {
					const found = this.trades.get(trade);
					if (found) found.sealed = true;
				}
				this.#deeds.delete(event.deed);
				return;
			case 'deed-refused':
			case 'deed-expired':
				this.#deeds.delete(event.deed);
				return;
			case 'product-settled': {
				const product = this.products.get(event.product);
				if (product) product.settled = true;
				return;
			}
			case 'certificate-issued':
				this.holdings.issue(event.certificate, event.product, event.owner, event.quantityWh);
				return;
			case 'certificate-transferred':
				this.holdings.move(event, event.to);
				return;
			case 'certificate-cancelled':
			case 'certificate-expired':
				this.holdings.move(event, null);
		}
	}

	#applyBridge(event: ContractEvent): void {
		switch (event.kind) {
			case 'packet-sent':
				this.openPackets.add(event.packet);
				this.#applySent(event.packet, event.chain, event.contents);
				return;
			case 'packet-closed':
				this.openPackets.delete(event.packet);
				return;
			case 'lot-returned': {
				const lot = this.lots.get(event.packet);
				const trade = lot && this.trades.get(lot.trade);
				if (lot && trade) trade.sentWh -= lot.quantityWh;
				this.lots.delete(event.packet);
				return;
			}
			case 'certificate-sent':
				this.holdings.move(event, null);
				return;
			case 'certificate-returned':
				this.holdings.move(event, event.owner);
				return;
			case 'offer-opened': {
				const { offer, chain, seller, taker, goods, price, expiresAt } = event;
				this.offers.set(offer, { chain, seller, taker, goods, price, expiresAt });
				return;
			}
			case 'offer-taken':
			case 'offer-expired':
				this.offers.delete(event.offer);
		}
	}

	#applySent(packet: string, chain: string, contents: PacketContents): void {
		if (contents.kind === 'money') this.moneySent = true;
		const lot = contents.kind === 'lot' ? contents.lot : contents.kind === 'offer' ? lotOf(contents.goods) : null;
		if (lot) {
			const to = contents.kind === 'lot' ? contents.to : contents.kind === 'offer' ? contents.taker : null;
			const { product, trade, quantityWh } = lot;
			this.lots.set(packet, { chain, to, product, trade, quantityWh });
			const bought = this.trades.get(trade);
			if (bought) bought.sentWh += quantityWh;
		}
		const parts =
			contents.kind === 'certificates' && contents.lot === null
				? contents.parts
				: contents.kind === 'offer' && contents.goods.kind === 'certificates'
					? contents.goods.parts
					: [];
		for (const { terms } of parts) {
			const product = terms && this.products.get(terms.product);
			if (product) product.certificatesSent = true;
		}
	}

	#forget(product: string): void {
		this.products.delete(product);
		this.holdings.forget(product);
		for (const [trade, bought] of this.trades) if (bought.product === product) this.trades.delete(trade);
		for (const [packet, lot] of this.lots) if (lot.product === product) this.lots.delete(packet);
	}
}

function lotOf(goods: OpenOffer['goods']) {
	return goods.kind === 'lot' ? goods.lot : null;
}

function add(sums: Map<string, EnergyWh>, key: string, energyWh: EnergyWh): void {
	sums.set(key, (sums.get(key) ?? 0) + energyWh);
}
