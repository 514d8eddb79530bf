import type { RunRecord } from '../network/run-record.ts';

/**
 * After `fromMs`, when faults that pass have passed, every replica without a lasting fault decides again within
 * `limitMs`, and goes on doing so until the end.
 */
export function livenessViolations(
	record: RunRecord,
	{ fromMs, limitMs }: { readonly fromMs: number; readonly limitMs: number },
): string[] {
	const violations: string[] = [];
	for (let replica = 0; replica < record.size; replica++) {
		if (record.struck.includes(replica)) continue;
		const times = record.decisions
			.map(({ decidedAtMs }) => decidedAtMs[replica] as number)
			.filter((atMs) => atMs >= fromMs && Number.isFinite(atMs));
		const marks = [fromMs, ...times.sort((a, b) => a - b), record.durationMs];
		for (let i = 1; i < marks.length; i++) {
			const gapMs = (marks[i] as number) - (marks[i - 1] as number);
			if (gapMs > limitMs)
				violations.push(
					`seed ${record.seed}: replica ${replica} decided nothing for ${gapMs} ms from ${marks[i - 1]} ms`,
				);
		}
	}
	return violations;
}
