import type { ContractEvent, SettlementStatement } from '../../codec/events.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { type Because, because } from '../reasons.ts';
import type { CheckedEvent } from './checked-events.ts';
import type { AuditedDeed } from './deed-check.ts';
import { requireImbalance, zoneImbalance } from './imbalance-check.ts';
import type { LotCheck } from './lot-check.ts';
import type { AuditScope } from './scope.ts';

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

interface Position {
	contractedWh: number;
	traded: number;
	wheeling: number;
	border: number;
}

const NO_POSITION: Position = { contractedWh: 0, traded: 0, wheeling: 0, border: 0 };

/** Statements follow from sealed deeds and readings, and add up to nothing lost and nothing made. */
export class SettlementCheck {
	readonly #scope: AuditScope;
	readonly #deeds: ReadonlyMap<string, AuditedDeed>;
	readonly #lots: Pick<LotCheck, 'contractedOf'>;
	readonly #early = new Map<string, readonly SettlementStatement[]>();
	/** Deeds by product, until it is settled. */
	readonly #deedsOf = new Map<string, string[]>();
	/** Until the product is settled. */
	readonly #terms = new Map<string, EventOf<'product-opened'>>();
	readonly #cleared = new Map<string, EventOf<'product-cleared'>>();
	/** Products that are settled, with all their statements. */
	readonly settled = new Map<string, ReadonlyMap<string, SettlementStatement>>();

	constructor(
		scope: AuditScope,
		modules: { readonly deeds: ReadonlyMap<string, AuditedDeed>; readonly lots: Pick<LotCheck, 'contractedOf'> },
	) {
		this.#scope = scope;
		this.#lots = modules.lots;
		this.#deeds = modules.deeds;
	}

	/** @param isWhole whether everything of the product is in the bundle @throws CodedError BUNDLE_SETTLEMENT */
	take(event: CheckedEvent, isWhole: boolean): void {
		switch (event.kind) {
			case 'deed-drafted': {
				const known = this.#deedsOf.get(event.product);
				if (known) known.push(event.deed);
				else this.#deedsOf.set(event.product, [event.deed]);
				break;
			}
			case 'product-opened':
				this.#terms.set(event.product, event);
				break;
			case 'product-cleared':
				this.#cleared.set(event.product, event);
				break;
			case 'product-settling':
				this.#early.set(event.product, [...(this.#early.get(event.product) ?? []), ...event.statements]);
				break;
			case 'product-settled':
				this.#settle(event, isWhole);
		}
	}

	#settle({ product, statements, congestion, residue }: EventOf<'product-settled'>, isWhole: boolean): void {
		const all = [...(this.#early.get(product) ?? []), ...statements];
		const byParticipant = new Map(all.map((statement) => [statement.participant, statement]));
		this.settled.set(product, byParticipant);
		if (residue !== 0) throw invalid(product, because('residue-is', { residue }));
		if (isWhole) {
			const money = all.reduce(
				(sum, { traded, wheeling, border, residual }) => sum + traded + wheeling + border + residual,
				congestion,
			);
			if (money !== 0) throw invalid(product, because('statements-add-up-to', { money }));
			// The grid operator's statement is the other side of what crossed to and from other regions.
			const contractedWh = all.reduce((sum, statement) => sum + statement.contractedWh, 0);
			if (contractedWh !== 0) throw invalid(product, because('contracts-add-up-to', { contractedWh }));
		}
		const positions = this.#positions(product);
		for (const statement of all) this.#requireSound(product, statement, positions, isWhole);
		this.#requirePriced(product, all, isWhole);
		this.#deedsOf.delete(product);
		this.#early.delete(product);
		this.#scope.board.count('settlement', 'products');
		this.#scope.board.count('settlement', 'statements', all.length);
	}

	/** Of a product whose terms are here. */
	#requirePriced(product: string, all: readonly SettlementStatement[], isWhole: boolean): void {
		const terms = this.#terms.get(product);
		const cleared = this.#cleared.get(product) ?? null;
		this.#terms.delete(product);
		this.#cleared.delete(product);
		if (!terms) return;
		const others = all.filter(({ participant }) => participant !== this.#scope.keys.gridOperator);
		const zoneWh = isWhole ? zoneImbalance(others) : null;
		for (const statement of others) requireImbalance(statement, { terms, cleared, zoneWh });
		this.#scope.board.count('settlement', 'residuals-priced-again', others.length);
	}

	#requireSound(
		product: string,
		statement: SettlementStatement,
		positions: ReadonlyMap<string, Position>,
		isWhole: boolean,
	): void {
		const { participant, contractedWh, meteredWh, residualWh, byPeriod } = statement;
		for (const figure of ['contractedWh', 'meteredWh', 'traded', 'wheeling', 'border', 'residual'] as const)
			if (byPeriod[figure].reduce((sum, each) => sum + each, 0) !== statement[figure])
				throw invalid(product, because('of-is-not-the-sum-of-its-periods', { figure, participant }));
		if (participant === this.#scope.keys.gridOperator) return;
		if (meteredWh - contractedWh !== residualWh)
			throw invalid(product, because('energy-of-does-not-balance', { participant }));
		if (!isWhole) return;
		const due = positions.get(participant) ?? NO_POSITION;
		for (const figure of ['contractedWh', 'traded', 'wheeling', 'border'] as const)
			if (due[figure] !== statement[figure])
				throw invalid(product, because('statement-of-is-not-what-its-sealed-deeds-come-to', { participant }));
	}

	/** What the sealed deeds come to, and the lots that left or came. */
	#positions(product: string): Map<string, Position> {
		const positions = new Map<string, Position>();
		const move = (participant: string, more: Position): void => {
			const { contractedWh, traded, wheeling, border } = positions.get(participant) ?? NO_POSITION;
			positions.set(participant, {
				contractedWh: contractedWh + more.contractedWh,
				traded: traded + more.traded,
				wheeling: wheeling + more.wheeling,
				border: border + more.border,
			});
		};
		for (const deed of this.#deedsOf.get(product) ?? []) {
			const known = this.#deeds.get(deed);
			if (known?.state !== 'sealed') continue;
			const { generator, user } = known.document;
			for (const { quantityWh, amount, fee, border, congestion } of known.document.trades) {
				move(generator, { contractedWh: quantityWh, traded: amount, wheeling: 0, border: 0 });
				move(user, { contractedWh: -quantityWh, traded: -amount - congestion, wheeling: -fee, border: -border });
			}
		}
		for (const [owner, contractedWh] of this.#lots.contractedOf(product)) move(owner, { ...NO_POSITION, contractedWh });
		return positions;
	}
}

function invalid(product: string, because: Because): CodedError {
	return new CodedError('BUNDLE_SETTLEMENT', { product, ...because });
}
