import { decodeDeed } from '../../../shared/codec/deed.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import type { FeeEntry } from '../../../shared/codec/fee-schedule.ts';
import type { MicroPerKwh, TimeMs } from '../../../shared/codec/units.ts';
import type { ExecutedBlock } from '../../node/types.ts';

export interface ProductView {
	readonly product: string;
	readonly gateOpening: TimeMs;
	readonly gateClosure: TimeMs;
	readonly deliveryEnd: TimeMs;
	readonly settlementTime: TimeMs;
	cleared: boolean;
	readonly orderedBy: Set<string>;
	readonly metersRead: Set<string>;
}

export interface DeedView {
	readonly deed: string;
	readonly digest: Uint8Array;
	readonly document: Uint8Array;
	readonly deadline: TimeMs;
	/** Of the version at hand. */
	readonly draftedAt: TimeMs;
	/** Who signs it, in order. */
	readonly signers: readonly string[];
	/** Those who have not yet, in the same order. */
	readonly awaiting: Set<string>;
	readonly isOrdered: boolean;
}

export interface MarketTotals {
	height: number;
	transactions: number;
	failedCalls: number;
	opened: number;
	auctions: number;
	trades: number;
	energyWh: number;
	deeds: number;
	/** Trades that the drafted deeds are of, which may be several each. */
	tradesInDeeds: number;
	deedsSealed: number;
	settled: number;
	settlementImbalance: number;
	headTime: TimeMs;
}

/**
 * Where the market stands, from final blocks alone, so that a restarted demo knows exactly what is done. Holds only
 * products that are not settled yet and deeds that wait for signatures.
 */
export class MarketView {
	readonly products = new Map<string, ProductView>();
	readonly deeds = new Map<string, DeedView>();
	readonly settled = new Set<string>();
	/** Carriage fees by zone as the grid operator announced them, ascending; the first may be in effect. */
	readonly fees = new Map<string, readonly FeeEntry[]>();
	readonly totals: MarketTotals = {
		height: 0,
		transactions: 0,
		failedCalls: 0,
		opened: 0,
		auctions: 0,
		trades: 0,
		energyWh: 0,
		deeds: 0,
		tradesInDeeds: 0,
		deedsSealed: 0,
		settled: 0,
		settlementImbalance: 0,
		headTime: 0,
	};

	isOpened(product: string): boolean {
		return this.products.has(product) || this.settled.has(product);
	}

	/** What the schedule charges in a zone at a time; null where it says nothing. */
	feeAt(zone: string, time: TimeMs): MicroPerKwh | null {
		return this.fees.get(zone)?.findLast(({ from }) => from <= time)?.fee ?? null;
	}

	apply(executed: ExecutedBlock): void {
		const { header } = executed.block;
		if (header.height <= this.totals.height) return;
		this.totals.height = header.height;
		this.totals.headTime = header.time;
		for (const { transactionId, ok } of executed.receipts) {
			if (transactionId !== null) this.totals.transactions += 1;
			if (!ok) this.totals.failedCalls += 1;
		}
		for (const event of executed.events) this.#applyEvent(event, header.time);
	}

	/** Scheduled work whose time has come and whose block has not: a gate to close, a deed to expire, a product to settle. */
	hasOverdueWork(now: TimeMs): boolean {
		for (const product of this.products.values()) {
			if (!product.cleared && product.gateClosure <= now) return true;
			if (product.settlementTime <= now) return true;
		}
		for (const deed of this.deeds.values()) if (deed.deadline <= now) return true;
		return false;
	}

	/** Next time after `now` at which the contracts act by themselves. */
	nextDeadline(now: TimeMs): TimeMs | null {
		let next = Number.POSITIVE_INFINITY;
		const consider = (time: TimeMs) => {
			if (time > now && time < next) next = time;
		};
		for (const product of this.products.values()) {
			if (!product.cleared) consider(product.gateClosure);
			consider(product.settlementTime);
		}
		for (const deed of this.deeds.values()) consider(deed.deadline);
		return next === Number.POSITIVE_INFINITY ? null : next;
	}

	#applyEvent(event: ContractEvent, blockTime: TimeMs): void {
		switch (event.kind) {
			case 'product-opened': {
				const { product, gateOpening, gateClosure, deliveryEnd, settlementTime } = event;
				this.totals.opened += 1;
				this.products.set(product, {
					product,
					gateOpening,
					gateClosure,
					deliveryEnd,
					settlementTime,
					cleared: false,
					orderedBy: new Set(),
					metersRead: new Set(),
				});
				return;
			}
			case 'fees-set': {
				if (event.place.kind !== 'zone') return;
				const { zone } = event.place;
				const inEffect = this.fees.get(zone)?.findLast(({ from }) => from <= blockTime);
				this.fees.set(zone, inEffect ? [inEffect, ...event.entries] : event.entries);
				return;
			}
			case 'order-placed':
				this.products.get(event.product)?.orderedBy.add(event.participant);
				return;
			case 'product-cleared': {
				const product = this.products.get(event.product);
				if (product) product.cleared = true;
				this.totals.auctions += 1;
				return;
			}
			case 'product-cancelled':
				this.products.delete(event.product);
				this.settled.add(event.product);
				return;
			case 'trade-made':
				this.totals.trades += 1;
				this.totals.energyWh += event.quantityWh;
				return;
			case 'deed-drafted': {
				const { deed, digest, document, deadline, order } = event;
				const signers = event.signers.map(({ participant }) => participant);
				const isOrdered = order === 'ordered';
				const awaiting = new Set(signers);
				this.deeds.set(deed, { deed, digest, document, deadline, draftedAt: blockTime, signers, awaiting, isOrdered });
				this.totals.deeds += 1;
				this.totals.tradesInDeeds += decodeDeed(document).trades.length;
				return;
			}
			case 'deed-amended': {
				const { digest, document } = event;
				const before = this.deeds.get(event.deed);
				if (!before) return;
				const awaiting = new Set(before.signers);
				this.deeds.set(event.deed, { ...before, digest, document, draftedAt: blockTime, awaiting });
				return;
			}
			case 'deed-signed':
				this.deeds.get(event.deed)?.awaiting.delete(event.participant);
				return;
			case 'deed-sealed':
				this.deeds.delete(event.deed);
				this.totals.deedsSealed += 1;
				return;
			case 'deed-refused':
			case 'deed-expired':
				this.deeds.delete(event.deed);
				return;
			case 'reading-recorded': {
				for (const product of this.products.values())
					if (product.deliveryEnd === event.end) product.metersRead.add(event.meter);
				return;
			}
			case 'product-settled':
				this.products.delete(event.product);
				this.settled.add(event.product);
				this.totals.settled += 1;
				this.totals.settlementImbalance += event.residue;
				return;
		}
	}
}
