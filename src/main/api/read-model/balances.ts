import {
	FEES_ACCOUNT,
	INCENTIVE_POOL_ACCOUNT,
	REWARD_BUDGET_ACCOUNT,
	validatorAccount,
} from '../../../shared/codec/accounts.ts';
import type { GenesisDocument } from '../../../shared/codec/genesis-document.ts';
import type { Receipt } from '../../../shared/codec/receipt.ts';
import type { MicroMoney } from '../../../shared/codec/units.ts';
import type { EventOf } from './block-step.ts';

/** Accounts of the ledger as transfers and fees move them; empty accounts of finished products leave no trace. */
export class Balances {
	readonly #accounts = new Map<string, MicroMoney>();

	constructor(genesis: Pick<GenesisDocument, 'participants' | 'market'>) {
		this.#accounts.set(REWARD_BUDGET_ACCOUNT, genesis.market.rewardBudget);
		for (const { id, balance } of genesis.participants) this.#accounts.set(id, balance);
	}

	of(account: string): MicroMoney {
		return this.#accounts.get(account) ?? 0;
	}

	transfer({ from, to, amount }: EventOf<'transfer'>): void {
		this.#add(from, -amount);
		this.#add(to, amount);
	}

	charge({ sender, fee }: Receipt): void {
		if (sender === null || fee === 0) return;
		this.#add(sender, -fee);
		this.#add(FEES_ACCOUNT, fee);
	}

	reward({ to, amount }: EventOf<'reward-paid'>): void {
		this.#add(REWARD_BUDGET_ACCOUNT, -amount);
		this.#add(to, amount);
	}

	slash({ id, amount }: EventOf<'validator-slashed'>): void {
		this.#add(validatorAccount(id), -amount);
		this.#add(INCENTIVE_POOL_ACCOUNT, amount);
	}

	payFromPool({ participant, amount }: EventOf<'pool-paid'>): void {
		this.#add(INCENTIVE_POOL_ACCOUNT, -amount);
		this.#add(participant, amount);
	}

	#add(account: string, amount: MicroMoney): void {
		const balance = this.of(account) + amount;
		if (balance === 0) this.#accounts.delete(account);
		else this.#accounts.set(account, balance);
	}
}
