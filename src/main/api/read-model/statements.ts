import type { SettlementStatement } from '../../../shared/codec/events.ts';
import { settlementId } from '../../../shared/codec/ids.ts';
import type { ImbalanceRule } from '../../../shared/codec/imbalance.ts';
import type { MicroMoney, TimeMs } from '../../../shared/codec/units.ts';
import {
	type StatementLine,
	type StatementProduct,
	statementLines,
} from '../../../shared/statements/statement-lines.ts';
import type { EventOf } from './block-step.ts';
import type { Retention } from './retention.ts';

export interface SettledProduct {
	readonly product: StatementProduct;
	readonly deliveryEnd: TimeMs;
	readonly imbalance: ImbalanceRule | null;
	readonly statements: Map<string, SettlementStatement>;
	/** Wheeling fees that points have paid back, by participant. */
	readonly byPoints: Map<string, MicroMoney>;
	/** All statements are told: their money, the grid operator's included, and what went to congestion add up to `residue`. */
	closed: { readonly residue: MicroMoney; readonly height: number } | null;
}

/** Statements of every participant, in the order in which products were settled. */
export class Statements {
	readonly #limits: Retention;
	readonly #settled = new Map<string, SettledProduct>();
	/** By settlement, until its statement follows in the same block. */
	readonly #refunds = new Map<string, MicroMoney>();
	#periods = 0;
	#forgottenUntil: TimeMs | null = null;

	constructor(limits: Retention) {
		this.#limits = limits;
	}

	/** End of the latest delivery whose statements are not remembered any more; null while all are. */
	get forgottenUntil(): TimeMs | null {
		return this.#forgottenUntil;
	}

	/** A settlement's wheeling fees as far as points pay them. */
	refund({ reason, subject, amount }: EventOf<'transfer'>): void {
		if (reason === 'fee-points') this.#refunds.set(subject, amount);
	}

	/** @param terms Undefined where the product was opened before the history that this node has */
	settle(
		event: EventOf<'product-settled' | 'product-settling'>,
		terms: EventOf<'product-opened'> | undefined,
		height: number,
	): void {
		const { product, statements } = event;
		const refundOf = (participant: string): MicroMoney => {
			const subject = settlementId(product, participant);
			const amount = this.#refunds.get(subject) ?? 0;
			this.#refunds.delete(subject);
			return amount;
		};
		const refunds = statements.map(({ participant }) => [participant, refundOf(participant)] as const);
		if (!terms) return;
		const { deliveryStart, deliveryEnd, periodMs, tariff, feedIn, imbalance } = terms;
		let settled = this.#settled.get(product);
		if (!settled) {
			settled = {
				product: { product, deliveryStart, periodMs, tariff, feedIn },
				deliveryEnd,
				imbalance,
				statements: new Map(),
				byPoints: new Map(),
				closed: null,
			};
			this.#settled.set(product, settled);
		}
		for (const statement of statements) {
			settled.statements.set(statement.participant, statement);
			this.#periods += statement.byPeriod.traded.length;
		}
		for (const [participant, amount] of refunds) if (amount > 0) settled.byPoints.set(participant, amount);
		if (event.kind === 'product-settled') settled.closed = { residue: event.residue, height };
		this.#forget();
	}

	/** Undefined for a product that is not settled, or forgotten. */
	find(product: string): SettledProduct | undefined {
		return this.#settled.get(product);
	}

	/** Every period of a participant's statements. */
	linesOf(participant: string): StatementLine[] {
		const lines: StatementLine[] = [];
		for (const { product, statements, byPoints } of this.#settled.values()) {
			const statement = statements.get(participant);
			if (statement) lines.push(...statementLines(product, statement, byPoints.get(participant)));
		}
		return lines;
	}

	#forget(): void {
		for (const [id, { deliveryEnd, statements }] of this.#settled) {
			if (this.#periods <= this.#limits.statementPeriods || this.#settled.size === 1) return;
			this.#settled.delete(id);
			for (const { byPeriod } of statements.values()) this.#periods -= byPeriod.traded.length;
			this.#forgottenUntil = Math.max(this.#forgottenUntil ?? deliveryEnd, deliveryEnd);
		}
	}
}
