import type { Sha256 } from '../../../shared/codec/bytes.ts';
import { faultsOf, type RunOptions, runProtocol } from '../network/run-protocol.ts';
import type { RunRecord } from '../network/run-record.ts';
import { createCLbft } from '../protocols/c-lbft/c-lbft.ts';
import type { EngineExecution } from '../protocols/c-lbft/execution.ts';
import { livenessViolations } from './liveness.ts';
import { totalMoney } from './money.ts';
import { SignedOnce } from './signed-once.ts';
import { StateRoots } from './state-roots.ts';

export interface CheckedRun {
	readonly record: RunRecord;
	/** Everything that must never be, each with the seed that replays it; empty when all is well. */
	readonly violations: readonly string[];
}

/**
 * Runs C-LBFT and checks the run: one block a height, no honest double signature, equal state roots, decisions within
 * `limitMs` of each other once the network has settled and, with the contract engine, the sum of all money.
 */
export function runChecked(
	options: RunOptions & { readonly limitMs: number },
	modules: { readonly sha256: Sha256; readonly execution?: EngineExecution },
): CheckedRun {
	const { twins, settledMs, partitions, outages } = faultsOf(options);
	const named: string[] = [];
	const signed = new SignedOnce(named);
	const roots = new StateRoots(named);
	const isHonest = (replica: number): boolean => !twins.includes(replica);
	const protocol = createCLbft({
		...modules,
		executed: (replica, height, stateRoot) => {
			if (isHonest(replica)) roots.executed(replica, height, stateRoot);
		},
	});
	const record = runProtocol(protocol, options, {
		sent: (replica, _isTwin, _atUs, _to, message) => {
			if (isHonest(replica)) signed.sent(replica, message);
		},
	});
	const ends = [...partitions, ...outages].map(({ toMs }) => toMs).filter(Number.isFinite);
	const fromMs = Math.max(settledMs, ...ends);
	named.push(...moneyViolations(modules.execution, isHonest));
	return {
		record,
		violations: [
			...record.violations,
			...named.map((violation) => `seed ${options.seed}: ${violation}`),
			...livenessViolations(record, { fromMs, limitMs: options.limitMs }),
		],
	};
}

function moneyViolations(execution: EngineExecution | undefined, isHonest: (replica: number) => boolean): string[] {
	if (!execution) return [];
	const { genesisMoney, engines } = execution;
	return [...engines].flatMap(([replica, engine]) => {
		const total = totalMoney(engine);
		return isHonest(replica) && total !== genesisMoney
			? [`replica ${replica} holds ${total} in all, genesis ${genesisMoney}`]
			: [];
	});
}
