import type { ExecutionResult } from '../../src/main/core/contracts/types.ts';
import { decode } from '../../src/shared/codec/cbor.ts';
import type { ContractEvent, SettlementStatement } from '../../src/shared/codec/events.ts';
import type { EngineMarket } from '../fixtures/engine-market.ts';

const ACCOUNTS = 'ledger/account/';
const ESCROW = `${ACCOUNTS}$escrow/`;
/** What a statement speaks of, or what only passes through collateral. */
const IN_STATEMENTS = ['trade', 'wheeling-fee', 'border-fee', 'congestion', 'residual'];
const SHOWN_VIOLATIONS = 20;

/**
 * Watches a market from its blocks' writes, receipts and events alone: that no money is made or lost, that every
 * product's statements come to nothing, that meters and bills agree, and that accounts moved by what the bills say.
 */
export class YearAudit {
	readonly #balances = new Map<string, number>();
	readonly #opening: ReadonlyMap<string, number>;
	/** What the accounts of participants should have moved by. */
	readonly #moved = new Map<string, number>();
	/** By product and participant: generated less consumed, null where a reading is missing. */
	readonly #metered = new Map<string, number | null>();
	readonly #violations: string[] = [];
	readonly #statements = new Map<string, SettlementStatement[]>();
	readonly #total: number;
	readonly #counts = { blocks: 0, trades: 0, deedsSealed: 0, deedsExpired: 0, settled: 0, substituted: 0 };
	readonly #sums = { tradedWh: 0, meteredWh: 0, residualWh: 0, tradeMoney: 0, wheelingMoney: 0, residualMoney: 0 };
	#moneyMoved = 0;

	constructor(market: EngineMarket) {
		for (const { path, value } of market.engine.leaves())
			if (path.startsWith(ACCOUNTS)) this.#balances.set(path, decode(value, 64) as number);
		this.#opening = new Map(this.#balances);
		this.#total = this.#sum();
	}

	/** What the meters of a participant read in a product. */
	expect(product: string, participant: string, meteredWh: number | null): void {
		this.#metered.set(`${product}/${participant}`, meteredWh);
	}

	take({ writes, receipts, events }: ExecutionResult): void {
		this.#counts.blocks += 1;
		for (const { path, value } of writes) {
			if (!path.startsWith(ACCOUNTS)) continue;
			if (value === null) this.#balances.delete(path);
			else this.#balances.set(path, decode(value, 64) as number);
		}
		if (this.#sum() !== this.#total) this.#fault(`all accounts hold ${this.#sum()}, not ${this.#total}`);
		for (const { ok, code, contract, method, sender, fee } of receipts) {
			if (!ok) this.#fault(`${contract}.${method} of ${sender} failed: ${code}`);
			if (sender !== null) this.#move(sender, -fee);
		}
		for (const event of events) this.#note(event);
	}

	summary() {
		for (const [path, balance] of this.#balances) {
			if (path.startsWith(ESCROW)) this.#fault(`${path} still holds ${balance}`);
			const name = path.slice(ACCOUNTS.length);
			const change = balance - (this.#opening.get(path) ?? 0);
			if (!name.startsWith('$') && change !== (this.#moved.get(name) ?? 0))
				this.#fault(`${name} moved by ${change}, its bills and fees say ${this.#moved.get(name) ?? 0}`);
		}
		// Who neither traded nor was measured has no statement.
		for (const [key, meteredWh] of this.#metered)
			if (meteredWh !== null) this.#fault(`${key}: metered ${meteredWh}, on no statement`);
		const violations = this.#violations.slice(0, SHOWN_VIOLATIONS);
		return {
			...this.#counts,
			...this.#sums,
			moneyMoved: this.#moneyMoved,
			accountsTotal: this.#sum(),
			accountsChange: this.#sum() - this.#total,
			violationCount: this.#violations.length,
			violations,
		};
	}

	#note(event: ContractEvent): void {
		switch (event.kind) {
			case 'trade-made':
				this.#counts.trades += 1;
				return;
			case 'deed-sealed':
				this.#counts.deedsSealed += 1;
				return;
			case 'deed-expired':
				this.#counts.deedsExpired += 1;
				return;
			case 'transfer':
				this.#moneyMoved += event.amount;
				if (IN_STATEMENTS.includes(event.reason) || event.reason.startsWith('escrow')) return;
				this.#move(event.from, -event.amount);
				this.#move(event.to, event.amount);
				return;
			case 'pool-paid':
				this.#move(event.participant, event.amount);
				return;
			case 'product-settling':
				this.#statementsOf(event.product).push(...event.statements);
				return;
			case 'product-settled':
				this.#settle(event.product, [...this.#statementsOf(event.product), ...event.statements], event);
				this.#statements.delete(event.product);
		}
	}

	#settle(
		product: string,
		statements: readonly SettlementStatement[],
		{ residue, congestion }: { readonly residue: number; readonly congestion: number },
	): void {
		this.#counts.settled += 1;
		let [money, contractedWh, residualWh] = [congestion, 0, 0];
		for (const statement of statements) {
			const { participant, traded, wheeling, border, residual } = statement;
			const total = traded + wheeling + border + residual;
			money += total;
			contractedWh += statement.contractedWh;
			residualWh += statement.residualWh;
			this.#move(participant, total);
			this.#requireMetered(product, statement);
			this.#sums.tradedWh += Math.max(0, statement.contractedWh);
			this.#sums.tradeMoney += Math.max(0, traded);
			this.#sums.wheelingMoney += Math.max(0, wheeling);
			this.#sums.residualMoney += Math.max(0, residual);
			this.#sums.residualWh += Math.max(0, statement.residualWh);
		}
		for (const [what, sum] of Object.entries({ money, contractedWh, residualWh, residue }))
			if (sum !== 0) this.#fault(`${product}: ${what} comes to ${sum}`);
		if (this.#balances.has(`${ESCROW}${product}`)) this.#fault(`${product}: collateral is left over`);
	}

	#requireMetered(product: string, { participant, meteredWh, contractedWh, substituted }: SettlementStatement): void {
		const key = `${product}/${participant}`;
		const expected = this.#metered.get(key);
		if (expected === undefined) return;
		this.#metered.delete(key);
		this.#sums.meteredWh += meteredWh;
		if (substituted) this.#counts.substituted += 1;
		if (substituted !== (expected === null) || meteredWh !== (expected ?? contractedWh))
			this.#fault(`${key}: metered ${meteredWh}, not ${expected}`);
	}

	#statementsOf(product: string): SettlementStatement[] {
		const known = this.#statements.get(product);
		if (known) return known;
		const list: SettlementStatement[] = [];
		this.#statements.set(product, list);
		return list;
	}

	#move(account: string, amount: number): void {
		this.#moved.set(account, (this.#moved.get(account) ?? 0) + amount);
	}

	#sum(): number {
		let sum = 0;
		for (const balance of this.#balances.values()) sum += balance;
		return sum;
	}

	#fault(text: string): void {
		this.#violations.push(text);
	}
}
