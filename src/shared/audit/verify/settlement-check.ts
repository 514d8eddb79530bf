import type { ContractEvent, SettlementStatement } from '../../codec/events.ts';
import { CodedError } from '../../errors/coded-error.ts';
import type { AuditedDeed } from './deed-check.ts';
import type { AuditScope } from './scope.ts';

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

interface Position {
	contractedWh: number;
	traded: number;
	wheeling: number;
}

/** Statements follow from sealed deeds and readings, and add up to nothing lost and nothing made. */
export class SettlementCheck {
	readonly #scope: AuditScope;
	readonly #deeds: ReadonlyMap<string, AuditedDeed>;
	readonly #early = new Map<string, readonly SettlementStatement[]>();
	readonly #trades = new Map<string, EventOf<'trade-made'>[]>();
	/** Deed by trade. */
	readonly #deedOf = new Map<string, string>();
	/** Products that are settled, with all their statements. */
	readonly settled = new Map<string, ReadonlyMap<string, SettlementStatement>>();

	constructor(scope: AuditScope, modules: { readonly deeds: ReadonlyMap<string, AuditedDeed> }) {
		this.#scope = scope;
		this.#deeds = modules.deeds;
	}

	/** @param isWhole whether everything of the product is in the bundle @throws CodedError BUNDLE_SETTLEMENT */
	take(event: ContractEvent, isWhole: boolean): void {
		switch (event.kind) {
			case 'trade-made':
				this.#trades.set(event.product, [...(this.#trades.get(event.product) ?? []), event]);
				break;
			case 'product-settling':
				this.#early.set(event.product, [...(this.#early.get(event.product) ?? []), ...event.statements]);
				break;
			case 'product-settled':
				this.#settle(event, isWhole);
		}
	}

	noteDeed(deed: string, trades: readonly string[]): void {
		for (const trade of trades) this.#deedOf.set(trade, deed);
	}

	#settle({ product, statements, congestion, residue }: EventOf<'product-settled'>, isWhole: boolean): void {
		const all = [...(this.#early.get(product) ?? []), ...statements];
		const byParticipant = new Map(all.map((statement) => [statement.participant, statement]));
		this.settled.set(product, byParticipant);
		if (residue !== 0) throw invalid(product, `the residue is ${residue}`);
		if (isWhole) {
			const money = all.reduce((sum, { traded, wheeling, residual }) => sum + traded + wheeling + residual, congestion);
			if (money !== 0) throw invalid(product, `the statements add up to ${money}`);
		}
		const positions = this.#positions(product);
		for (const statement of all) this.#requireSound(product, statement, positions, isWhole);
		this.#trades.delete(product);
		this.#early.delete(product);
		this.#scope.board.count('settlement', 'products');
		this.#scope.board.count('settlement', 'statements', all.length);
	}

	#requireSound(
		product: string,
		statement: SettlementStatement,
		positions: ReadonlyMap<string, Position>,
		isWhole: boolean,
	): void {
		const { participant, contractedWh, meteredWh, residualWh, traded, wheeling } = statement;
		if (participant === this.#scope.keys.gridOperator) return;
		if (meteredWh - contractedWh !== residualWh)
			throw invalid(product, `the energy of ${participant} does not balance`);
		if (!isWhole) return;
		const due = positions.get(participant) ?? { contractedWh: 0, traded: 0, wheeling: 0 };
		if (due.contractedWh !== contractedWh || due.traded !== traded || due.wheeling !== wheeling)
			throw invalid(product, `the statement of ${participant} is not what its sealed deeds come to`);
	}

	/** What the sealed deeds come to. */
	#positions(product: string): Map<string, Position> {
		const positions = new Map<string, Position>();
		const move = (participant: string, contractedWh: number, traded: number, wheeling: number): void => {
			const before = positions.get(participant) ?? { contractedWh: 0, traded: 0, wheeling: 0 };
			positions.set(participant, {
				contractedWh: before.contractedWh + contractedWh,
				traded: before.traded + traded,
				wheeling: before.wheeling + wheeling,
			});
		};
		for (const trade of this.#trades.get(product) ?? []) {
			const deed = this.#deeds.get(this.#deedOf.get(trade.trade) ?? '');
			if (deed?.state !== 'sealed') continue;
			const { buyer, seller, quantityWh, amount, fee, border, congestion } = trade;
			move(seller, quantityWh, amount, 0);
			move(buyer, -quantityWh, -amount - congestion, -fee - border);
		}
		return positions;
	}
}

function invalid(product: string, reason: string): CodedError {
	return new CodedError('BUNDLE_SETTLEMENT', { product, reason });
}
