import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportBundle } from '../../src/main/node/audit/export-bundle.ts';
import { verifyFile } from '../../src/main/node/audit/verify-file.ts';
import { auditedMarket } from '../fixtures/audit/audited-market.ts';

const TRADES = 10_000;
const HOMES = 200;
/** Verifications of one kind; the median is told. */
const ROUNDS = 3;

/**
 * A chain of ten thousand trades, everything on it really signed, exported whole and verified from the file.
 * @param keep directory in which the bundle and its trust root stay, for other verifiers; null: nothing stays
 */
export async function benchAudit({ keep }: { readonly keep: string | null }) {
	const directory = keep ?? (await mkdtemp(join(tmpdir(), 'gridquorum-audit-')));
	await mkdir(directory, { recursive: true });
	try {
		const builtAt = performance.now();
		const audited = auditedMarket({ homes: HOMES, trades: TRADES });
		const buildSeconds = secondsSince(builtAt);
		const path = join(directory, 'bundle.car');
		await writeFile(join(directory, 'trust-root.json'), audited.trustRoot);
		const exportedAt = performance.now();
		const { bytes, counts } = await exportBundle({ path, selection: { kind: 'all' } }, { source: audited.source });
		const exportSeconds = secondsSince(exportedAt);
		const { trustRoot } = audited;
		const measure = async (workers: number) => {
			const seconds: number[] = [];
			let checks: readonly { readonly name: string; readonly detail: string }[] = [];
			for (let round = 0; round < ROUNDS; round++) {
				const startedAt = performance.now();
				const result = await verifyFile({ path, trustRoots: [trustRoot], workers });
				seconds.push(secondsSince(startedAt));
				if (!result.ok) throw new Error(`the bundle is refused: ${result.firstFault?.detail}`);
				checks = result.checks;
			}
			return { seconds: seconds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)], checks };
		};
		const threads = await measure(availableParallelism());
		const one = await measure(0);
		return {
			...counts,
			homes: HOMES,
			bytes,
			bytesPerTrade: Math.round(bytes / counts.trades),
			buildSeconds,
			exportSeconds,
			verifySeconds: { workers: availableParallelism(), withWorkers: threads.seconds, onOneThread: one.seconds },
			checked: Object.fromEntries(threads.checks.map(({ name, detail }) => [name, detail])),
			kept: keep,
		};
	} finally {
		if (keep === null) await rm(directory, { recursive: true, force: true });
	}
}

function secondsSince(startMs: number): number {
	return Math.round(performance.now() - startMs) / 1000;
}
