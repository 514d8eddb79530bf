import type { BridgeEvent } from '../../codec/bridge-events.ts';
import { equalBytes } from '../../codec/bytes.ts';
import type { ProvenanceNode } from '../../codec/provenance.ts';
import type { EnergyWh } from '../../codec/units.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { type Because, because } from '../reasons.ts';
import type { CheckedEvent } from './checked-events.ts';
import type { AuditedDeed } from './deed-check.ts';
import type { AuditScope } from './scope.ts';

type EventOf<K extends BridgeEvent['kind']> = Extract<BridgeEvent, { kind: K }>;

/** Energy that left the region or came to it, and what became of it here. */
export interface AuditedLot {
	readonly packet: string;
	readonly direction: 'left' | 'came';
	readonly owner: string;
	/** Of this chain. */
	readonly product: string;
	readonly quantityWh: EnergyWh;
	/** `early`: before a settlement counted it; `late`: the grid operator has taken the energy. */
	returned: 'no' | 'early' | 'late';
	/** Into its packet, and out of it, by the flows of energy. */
	inWh: EnergyWh;
	outWh: EnergyWh;
}

/**
 * Lots of energy inside one chain: each is of a sealed deed whose user sent it, no more of a trade leaves than was
 * bought, and it flows into its packet, or out of it, once, when its product is settled.
 */
export class LotCheck {
	/** By packet. */
	readonly lots = new Map<string, AuditedLot>();
	readonly #scope: AuditScope;
	readonly #deeds: ReadonlyMap<string, AuditedDeed>;
	readonly #isPartial: boolean;
	/** Of each trade, what left and did not come back before its settlement. */
	readonly #leftWh = new Map<string, EnergyWh>();
	readonly #trades = new Map<string, string>();
	readonly #settled = new Set<string>();

	/** @param options.isPartial whether deeds of others are left out */
	constructor(
		scope: AuditScope,
		{ isPartial, ...modules }: { readonly isPartial: boolean; readonly deeds: ReadonlyMap<string, AuditedDeed> },
	) {
		this.#scope = scope;
		this.#isPartial = isPartial;
		this.#deeds = modules.deeds;
	}

	/** @throws CodedError BUNDLE_CROSSING */
	take(event: CheckedEvent): void {
		switch (event.kind) {
			case 'lot-sent':
				this.#left(event);
				break;
			case 'lot-admitted':
				this.#open(event.packet, { ...event, direction: 'came', quantityWh: event.lot.quantityWh });
				this.#scope.board.count('settlement', 'lots-that-came');
				break;
			case 'lot-returned':
				this.#returned(event);
				break;
			case 'product-settled':
				this.#settled.add(event.product);
				break;
			case 'provenance':
				if (event.relation === 'energyFlow') this.#flow(event.from, event.to, event.energyWh ?? 0);
		}
	}

	/** Wh of a product's lots by owner: what left counts as sold, what came as bought. */
	contractedOf(product: string): ReadonlyMap<string, EnergyWh> {
		const sums = new Map<string, EnergyWh>();
		for (const { owner, direction, quantityWh, returned, product: of } of this.lots.values()) {
			if (of !== product || returned === 'early') continue;
			sums.set(owner, (sums.get(owner) ?? 0) + (direction === 'left' ? quantityWh : -quantityWh));
		}
		return sums;
	}

	#left({ packet, owner, lot }: EventOf<'lot-sent'>): void {
		const { product, deed, deedDigest, trade, generator, quantityWh } = lot;
		const known = this.#deeds.get(deed);
		const terms = known?.document.trades.find((each) => each.trade === trade);
		const isSealed = known?.state === 'sealed' && equalBytes(known.digest, deedDigest);
		const isOf = known?.document.user === owner && known.document.generator === generator;
		if (this.#isPartial ? known && !(isSealed && isOf && terms) : !(isSealed && isOf && terms))
			throw crossing(packet, because('lot-is-of-no-sealed-deed', { deed }));
		const boughtWh = terms?.quantityWh ?? quantityWh;
		const leftWh = (this.#leftWh.get(trade) ?? 0) + quantityWh;
		if (leftWh > boughtWh && terms)
			throw crossing(packet, because('more-of-a-trade-leaves-than-was-bought', { trade }));
		this.#leftWh.set(trade, leftWh);
		this.#trades.set(packet, trade);
		this.#open(packet, { direction: 'left', owner, product, quantityWh });
		this.#scope.board.count('settlement', 'lots-that-left');
	}

	#open(
		packet: string,
		{ direction, owner, product, quantityWh }: Pick<AuditedLot, 'direction' | 'owner' | 'product' | 'quantityWh'>,
	): void {
		if (this.lots.has(packet)) throw crossing(packet, because('packet-is-told-twice'));
		const own = { packet, direction, owner, product, quantityWh };
		this.lots.set(packet, { ...own, returned: 'no', inWh: 0, outWh: 0 });
	}

	#returned({ packet, owner, quantityWh, settled }: EventOf<'lot-returned'>): void {
		const lot = this.lots.get(packet);
		if (lot?.returned !== 'no' || lot.owner !== owner || lot.quantityWh !== quantityWh)
			throw crossing(packet, because('returns-another-lot'));
		lot.returned = settled ? 'late' : 'early';
		const trade = this.#trades.get(packet);
		if (settled || trade === undefined) return;
		this.#leftWh.set(trade, (this.#leftWh.get(trade) ?? 0) - quantityWh);
	}

	#flow(from: ProvenanceNode, to: ProvenanceNode, energyWh: EnergyWh): void {
		const source = from.type === 'packet' ? this.lots.get(from.id) : undefined;
		const sink = to.type === 'packet' ? this.lots.get(to.id) : undefined;
		if (source) source.outWh += energyWh;
		if (sink) sink.inWh += energyWh;
	}

	/** Where every flow is shown. @throws CodedError BUNDLE_BALANCE */
	end(): void {
		for (const { packet, direction, product, quantityWh, returned, inWh, outWh } of this.lots.values()) {
			const isSettled = this.#settled.has(product);
			// A product that is cancelled settles nothing: what came for it is the grid operator's all the same.
			const wasStranded = !isSettled && direction === 'came' && returned === 'late';
			const isUnderWay = !isSettled && !wasStranded && returned !== 'early';
			if (isUnderWay && inWh <= quantityWh && outWh <= quantityWh) continue;
			const isCounted = isSettled && returned !== 'early';
			const isOut = direction === 'left' ? isCounted && returned === 'late' : isCounted || wasStranded;
			if (inWh !== (direction === 'left' && isCounted ? quantityWh : 0) || outWh !== (isOut ? quantityWh : 0))
				throw new CodedError('BUNDLE_BALANCE', { node: packet, inWh, outWh });
			if (isCounted) this.#scope.board.count('settlement', 'lots-settled');
		}
	}
}

function crossing(packet: string, because: Because): CodedError {
	return new CodedError('BUNDLE_CROSSING', { packet, ...because });
}
