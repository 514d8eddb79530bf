import { energyOf, type WhRanges } from '../../../../shared/certificates/wh-ranges.ts';
import {
	bridgeAccount,
	CONGESTION_ACCOUNT,
	FEES_ACCOUNT,
	INCENTIVE_POOL_ACCOUNT,
	REWARD_BUDGET_ACCOUNT,
	validatorAccount,
} from '../../../../shared/codec/accounts.ts';
import { bridgePaths, type ForeignCertificate } from '../../../../shared/codec/bridge-state.ts';
import { decode } from '../../../../shared/codec/cbor.ts';
import { foreignCertificateId } from '../../../../shared/codec/ids.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../../shared/proofs/state-proof.ts';
import { ledgerPaths } from '../../../core/contracts/ledger.ts';
import type { GridquorumNode } from '../../../node/types.ts';
import type { SupplyLedger } from './supply-ledger.ts';

export interface FinalState {
	readonly node: Pick<GridquorumNode, 'chainId' | 'genesis' | 'stateValues'>;
	/** Every account that an event of the chain named. */
	readonly accounts: ReadonlySet<string>;
}

const PATHS_AT_ONCE = 256;

/**
 * Compares the chains' own states with what their events came to: every chain's accounts add up to what its genesis
 * made, and accounts and certificates of other chains hold what crossed.
 * @returns what is not so
 */
export async function compareStates(ledger: SupplyLedger, chains: readonly FinalState[]): Promise<string[]> {
	const faults: string[] = [];
	const expect = (what: string, found: number, wanted: number): void => {
		if (found !== wanted) faults.push(`${what}: ${found} instead of ${wanted}`);
	};
	const nodes = new Map(chains.map(({ node }) => [node.chainId, node]));
	for (const { node, accounts } of chains) {
		const { genesis, chainId } = node;
		const balances = await balancesOf(node, accounts);
		const made = genesis.participants.reduce((sum, { balance }) => sum + balance, genesis.market.rewardBudget);
		expect(`accounts of ${chainId}`, sumOf(balances.values()), made);
		for (const other of nodes.keys()) {
			if (other === chainId) continue;
			const held = balances.get(bridgeAccount(other)) ?? 0;
			expect(`account of ${other} on ${chainId}`, held, ledger.accounts.get(`${chainId} ${other}`) ?? 0);
		}
	}
	for (const { origin, certificate, other, lockedWh, givenWh } of ledger.certificates.values()) {
		const foreign = foreignCertificateId(origin, certificate);
		const home = nodes.get(origin);
		const away = nodes.get(other);
		if (!home || !away) continue;
		const held = await leafAt<WhRanges>(home, `certificates/held/${bridgeAccount(other)}/${certificate}`);
		expect(`${certificate} locked for ${other}`, energyOf(held ?? []), lockedWh);
		const there = await leafAt<ForeignCertificate>(away, bridgePaths.foreign(foreign));
		expect(`${foreign} on ${other}`, energyOf(there?.here ?? []), givenWh);
	}
	return faults;
}

/** Of every account that the chain can have. */
async function balancesOf(node: FinalState['node'], named: ReadonlySet<string>): Promise<Map<string, number>> {
	const { participants, validators } = node.genesis;
	const accounts = [
		...new Set([
			...named,
			...participants.map(({ id }) => id),
			...validators.map(({ id }) => validatorAccount(id)),
			FEES_ACCOUNT,
			REWARD_BUDGET_ACCOUNT,
			INCENTIVE_POOL_ACCOUNT,
			CONGESTION_ACCOUNT,
		]),
	];
	const balances = new Map<string, number>();
	for (let from = 0; from < accounts.length; from += PATHS_AT_ONCE) {
		const some = accounts.slice(from, from + PATHS_AT_ONCE);
		const values = await node.stateValues(some.map((account) => ledgerPaths.account(account)));
		for (const [index, account] of some.entries()) balances.set(account, leafOf<number>(values[index]) ?? 0);
	}
	return balances;
}

async function leafAt<T>(node: FinalState['node'], path: string): Promise<T | null> {
	const [value] = await node.stateValues([path]);
	return leafOf<T>(value);
}

/** The chain's own state, which its contracts wrote. */
function leafOf<T>(value: Uint8Array | null | undefined): T | null {
	return value ? (decode(value, STATE_VALUE_MAX_BYTES) as T) : null;
}

function sumOf(values: Iterable<number>): number {
	let sum = 0;
	for (const value of values) sum += value;
	return sum;
}
