import type { Sha256 } from '../../../shared/codec/bytes.ts';
import type { LabProtocol } from '../../../shared/contract/lab-terms.ts';
import { createLatency } from '../network/latency.ts';
import { NO_NETWORK_FAULTS } from '../network/network-faults.ts';
import { DEFAULT_LOAD, type RunOptions, runProtocol } from '../network/run-protocol.ts';
import { createProtocol } from '../protocols/registry.ts';

/** What the crash of a leader costs that the others wait for, in the network of equal delays. */
export interface LeaderCrashStudy {
	readonly protocols: readonly LabProtocol[];
	readonly validators: number;
	readonly seeds: readonly number[];
}

/** By protocol: the longest time, in delays, from the moment of the proposal until a block of another leader is final. */
export type LeaderCrashFigures = Readonly<Partial<Record<LabProtocol, number>>>;

/** Heights whose proposer dies right before it proposes, one per run. */
const HEIGHTS = [20, 23, 27] as const;
const MOMENT_MS = 1;
/** Where a protocol has not gone on by then the study fails. */
const PATIENCE_DELAYS = 100_000;

export function studyLeaderCrash(study: LeaderCrashStudy, sha256: Sha256): LeaderCrashFigures {
	return Object.fromEntries(
		study.protocols.map((name) => {
			const times = study.seeds.flatMap((seed) => HEIGHTS.map((height) => oneCrash(study, name, seed, height, sha256)));
			return [name, Math.max(...times)];
		}),
	);
}

function oneCrash(
	{ validators: size }: LeaderCrashStudy,
	name: LabProtocol,
	seed: number,
	height: number,
	sha256: Sha256,
): number {
	const delayMs = createLatency('unit', size).meanUs / 1000;
	const options: RunOptions = {
		size,
		seed,
		latency: 'unit',
		load: DEFAULT_LOAD,
		fault: NO_NETWORK_FAULTS,
		faulty: 0,
		rounds: 2 * height,
		untilMs: PATIENCE_DELAYS * delayMs,
	};
	const undisturbed = runProtocol(createProtocol(name, { sha256 }), options);
	const lost = undisturbed.decisions[height - 1];
	if (!lost) throw new Error(`${name} decides nothing at height ${height} without a fault`);
	const crashMs = lost.proposedAtMs - MOMENT_MS;
	const outages = [{ replica: lost.proposer, fromMs: crashMs, toMs: Number.POSITIVE_INFINITY }];
	const disturbed = runProtocol(createProtocol(name, { sha256 }), {
		...options,
		fault: { ...NO_NETWORK_FAULTS, outages },
	});
	const next = disturbed.decisions.find(({ proposedAtMs }) => proposedAtMs > crashMs);
	if (!next) throw new Error(`${name} with seed ${seed} decides nothing after the crash of a leader`);
	return (next.quorumAtMs - lost.proposedAtMs) / delayMs;
}
