import type { LabResult, LabRun } from '../../../shared/contract/lab.ts';

/** A lab run as a person reads it at a terminal: one line per protocol. */
export function labTable(run: LabRun, results: readonly LabResult[]): string {
	const header = [
		'protocol',
		'rounds lost',
		'finality p50',
		'p99',
		'in ms',
		'tx/s',
		'msgs/dec.',
		'top leader',
		'per 100',
		'votes',
		'gap',
	];
	const rows = results.map((result) => [
		result.protocol,
		`${(100 * result.roundsLostShare).toFixed(3)} %`,
		...finalityCells(result),
		`${(100 * Math.max(...result.leaderShares)).toFixed(1)} %`,
		result.distinctLeadersPer100.toFixed(1),
		result.votesCreditedShare === null ? '–' : `${(100 * result.votesCreditedShare).toFixed(1)} %`,
		result.worstCommitGapRounds.toFixed(1),
	]);
	const widths = header.map((name, column) =>
		Math.max(name.length, ...rows.map((row) => (row[column] as string).length)),
	);
	const line = (cells: readonly string[]): string =>
		cells
			.map((cell, column) =>
				column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number),
			)
			.join('  ');
	return [
		`${run.validators} validators, ${run.fault === 'none' ? 'no fault' : `${run.faulty} ${run.fault}`}, latency ${run.latency}, credit ${run.credit ? 'on' : 'off'}, ${run.seeds.length} seed(s)`,
		'',
		line(header),
		...rows.map(line),
		'',
		'd: mean one-way delays. Top leader: its share of the final blocks. Per 100: distinct proposers in 100 blocks.',
		...sampleLines(results),
		'',
	].join('\n');
}

/** Where nothing was decided there are no figures: zeros would look like the best. */
function finalityCells({ finalityDelays, finalityMs, throughputTps, messagesPerDecision }: LabResult): string[] {
	if (finalityMs.p50 === 0) return ['–', '–', '–', '0', '–'];
	return [
		`${finalityDelays.p50.toFixed(1)} d`,
		`${finalityDelays.p99.toFixed(1)} d`,
		`${finalityMs.p50.toFixed(0)}/${finalityMs.p99.toFixed(0)}`,
		throughputTps.toFixed(0),
		messagesPerDecision.toFixed(0),
	];
}

/** Protocols measured alike share a line. */
function sampleLines(results: readonly LabResult[]): string[] {
	const byText = new Map<string, string[]>();
	for (const { protocol, measured } of results) {
		const [statistics, finality] = [measured.statistics, measured.finality].map(
			({ level, rounds, warmUpRounds, seeds }) =>
				`${rounds} rounds of ${seeds} seed(s) at ${level} level after ${warmUpRounds}`,
		);
		const text = `rounds lost, leaders, votes, gap from ${statistics}; finality, tx/s, messages from ${finality}`;
		byText.set(text, [...(byText.get(text) ?? []), protocol]);
	}
	return Array.from(byText, ([text, protocols]) => `${protocols.join(', ')}: ${text}.`);
}
