import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptReports, listCrashReports } from '../../../src/main/desktop/lifecycle/crash-reports.ts';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'gridquorum-crashes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function report(place: string, name: string, atSeconds: number): void {
	mkdirSync(join(folder, place), { recursive: true });
	writeFileSync(join(folder, place, name), 'dump');
	utimesSync(join(folder, place, name), atSeconds, atSeconds);
}

describe('crash reports', () => {
	it('are none where none was ever written', async () => {
		expect(await listCrashReports(join(folder, 'absent'))).toEqual([]);
	});

	it('are listed newest first, whatever folder the platform keeps them in', async () => {
		report('completed', 'a.dmp', 1_000);
		report('reports', 'b.dmp', 3_000);
		report('pending', 'c.dmp', 2_000);
		report('completed', 'a.meta', 1_000);
		expect(await listCrashReports(folder)).toEqual([
			{ name: 'b.dmp', at: 3_000_000, bytes: 4 },
			{ name: 'c.dmp', at: 2_000_000, bytes: 4 },
			{ name: 'a.dmp', at: 1_000_000, bytes: 4 },
		]);
	});

	it('older than the newest twenty are deleted', async () => {
		for (let count = 0; count < keptReports + 5; count += 1) report('completed', `${count}.dmp`, 1_000 + count);
		const listed = await listCrashReports(folder);
		expect(listed).toHaveLength(keptReports);
		expect(listed[0]!.name).toBe(`${keptReports + 4}.dmp`);
		expect(readdirSync(join(folder, 'completed'))).toHaveLength(keptReports);
	});
});
