import { parseNumberedId, settlementId } from '../../codec/ids.ts';
import type { ProvenanceNode, ProvenanceType } from '../../codec/provenance.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { balanceOf, isBalanced } from '../../provenance/mass-balance.ts';
import type { CheckedEvent } from './checked-events.ts';
import type { AuditScope } from './scope.ts';

interface Sums {
	readonly node: ProvenanceNode;
	inWh: number;
	outWh: number;
	/** The last settlement at the other end of an edge. */
	settlement: string | null;
}

/** Energy that flows into each reading, trade, settlement and certificate also flows out of it, once it is settled. */
export class BalanceCheck {
	readonly #scope: AuditScope;
	readonly #sums = new Map<ProvenanceType, Map<string, Sums>>();
	readonly #products = new Set<string>();
	readonly #settlements = new Set<string>();
	readonly #early = new Map<string, string[]>();
	#flows = 0;

	constructor(scope: AuditScope) {
		this.#scope = scope;
	}

	take(event: CheckedEvent): void {
		switch (event.kind) {
			case 'provenance': {
				const { from, to, relation, energyWh } = event;
				if (relation !== 'energyFlow' && from.type !== 'settlement' && to.type !== 'settlement') break;
				const source = this.#sumsOf(from);
				const sink = this.#sumsOf(to);
				if (to.type === 'settlement') source.settlement = to.id;
				if (from.type === 'settlement') sink.settlement = from.id;
				if (relation !== 'energyFlow' || energyWh === null) break;
				source.outWh += energyWh;
				sink.inWh += energyWh;
				this.#flows += 1;
				break;
			}
			case 'product-settling':
			case 'product-settled': {
				const told = [...(this.#early.get(event.product) ?? []), ...event.statements.map((each) => each.participant)];
				this.#early.set(event.product, told);
				if (event.kind === 'product-settling') break;
				this.#early.delete(event.product);
				this.#products.add(event.product);
				for (const participant of told) this.#settlements.add(settlementId(event.product, participant));
			}
		}
	}

	#sumsOf(node: ProvenanceNode): Sums {
		const ofType = this.#sums.get(node.type) ?? new Map<string, Sums>();
		if (ofType.size === 0) this.#sums.set(node.type, ofType);
		const known = ofType.get(node.id);
		if (known) return known;
		const sums = { node, inWh: 0, outWh: 0, settlement: null };
		ofType.set(node.id, sums);
		return sums;
	}

	/** @throws CodedError BUNDLE_BALANCE */
	end(): void {
		const { board } = this.#scope;
		if (this.#flows > 0) board.count('mass-balance', 'flows', this.#flows);
		for (const ofType of this.#sums.values())
			for (const { node, inWh, outWh, settlement } of ofType.values()) {
				if (!this.#isOver(node, settlement)) continue;
				const isSettled = settlement !== null && this.#settlements.has(settlement);
				if (!isBalanced(balanceOf(node.type, inWh, outWh, isSettled)))
					throw new CodedError('BUNDLE_BALANCE', { node: node.id, inWh, outWh });
				board.count('mass-balance', 'things');
			}
	}

	/** False while the product's settlement is still to come, or under way. */
	#isOver({ type, id }: ProvenanceNode, settlement: string | null): boolean {
		if (type === 'settlement') return this.#settlements.has(id);
		if (type === 'trade') return this.#products.has(parseNumberedId('T', id)?.product ?? '');
		return settlement === null || this.#settlements.has(settlement);
	}
}
