import type { SettlementStatement } from '../../../shared/codec/events.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import {
	type StatementLine,
	type StatementProduct,
	statementLines,
} from '../../../shared/statements/statement-lines.ts';
import type { EventOf } from './block-step.ts';
import type { Retention } from './retention.ts';

interface SettledProduct {
	readonly product: StatementProduct;
	readonly deliveryEnd: TimeMs;
	readonly statements: Map<string, SettlementStatement>;
}

/** Statements of every participant, in the order in which products were settled. */
export class Statements {
	readonly #limits: Retention;
	readonly #settled = new Map<string, SettledProduct>();
	#periods = 0;
	#forgottenUntil: TimeMs | null = null;

	constructor(limits: Retention) {
		this.#limits = limits;
	}

	/** End of the latest delivery whose statements are not remembered any more; null while all are. */
	get forgottenUntil(): TimeMs | null {
		return this.#forgottenUntil;
	}

	/** @param terms Undefined where the product was opened before the history that this node has */
	settle(
		{ product, statements }: EventOf<'product-settled' | 'product-settling'>,
		terms: EventOf<'product-opened'> | undefined,
	): void {
		if (!terms) return;
		const { deliveryStart, deliveryEnd, periodMs } = terms;
		let settled = this.#settled.get(product);
		if (!settled) {
			settled = { product: { product, deliveryStart, periodMs }, deliveryEnd, statements: new Map() };
			this.#settled.set(product, settled);
		}
		for (const statement of statements) {
			settled.statements.set(statement.participant, statement);
			this.#periods += statement.byPeriod.traded.length;
		}
		this.#forget();
	}

	/** Every period of a participant's statements. */
	linesOf(participant: string): StatementLine[] {
		const lines: StatementLine[] = [];
		for (const { product, statements } of this.#settled.values()) {
			const statement = statements.get(participant);
			if (statement) lines.push(...statementLines(product, statement));
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
