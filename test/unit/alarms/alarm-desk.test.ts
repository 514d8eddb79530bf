import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlarmDesk } from '../../../src/main/api/alarms/alarm-desk.ts';
import type { AlarmFacts } from '../../../src/main/api/alarms/facts.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { alarmFacts, machineFacts, networkFacts } from '../../fixtures/alarm-facts.ts';
import { QUIET } from '../../fixtures/console-doors.ts';

const START = Date.UTC(2030, 0, 1);
const MINUTE = 60_000;
const GRID = { session: 'window', participant: 'grid' };
const AT_RISK = alarmFacts({ network: networkFacts({ connected: 2 }) });
const CALM = alarmFacts();
const LATE = alarmFacts({ machine: machineFacts({ eventLoopDelayP99Ms: 400 }) });

let directory: string;
let now: number;
let desks: AlarmDesk[];

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-alarms-'));
	now = START;
	desks = [];
});

afterEach(async () => {
	for (const desk of desks) await desk.close();
	await rm(directory, { recursive: true, force: true });
});

async function open(at = directory, capacity?: number): Promise<AlarmDesk> {
	const desk = await AlarmDesk.open(
		{ directory: at, ...(capacity && { capacity }) },
		{ log: QUIET, wallNow: () => now, nameOf: () => null, onChange: () => undefined },
	);
	desks.push(desk);
	return desk;
}

/** Judges the same facts for as long as any delay lasts, or as given. */
function stand(desk: AlarmDesk, facts: AlarmFacts, ms = MINUTE): void {
	for (const end = now + ms; now < end; now += 1_000) desk.judge(facts);
	desk.judge(facts);
}

const states = (desk: AlarmDesk) => desk.list().alarms.map(({ id, state }) => [id, state]);

describe('alarms as ISA-18.2 has them', () => {
	it('stay in the list until they are acknowledged and normal, in either order', async () => {
		const desk = await open();
		stand(desk, AT_RISK);
		expect(states(desk)).toEqual([['quorum-at-risk', 'unacknowledged']]);
		expect(desk.worst()).toBe(1);
		stand(desk, CALM);
		expect(states(desk)).toEqual([['quorum-at-risk', 'returned']]);
		expect(desk.worst()).toBeNull();
		await desk.acknowledge(['quorum-at-risk'], GRID, 'the link was down');
		expect(states(desk)).toEqual([]);

		stand(desk, AT_RISK);
		await desk.acknowledge(['quorum-at-risk'], GRID, '');
		expect(states(desk)).toEqual([['quorum-at-risk', 'acknowledged']]);
		stand(desk, CALM);
		expect(states(desk)).toEqual([]);
	});

	it('do not chatter: a figure that crosses its limit now and then is told once', async () => {
		const desk = await open();
		stand(desk, AT_RISK);
		for (let at = 0; at < 20; at++) {
			stand(desk, CALM, 2_000);
			stand(desk, AT_RISK, 2_000);
		}
		expect(desk.metrics(3_600_000).raises).toBe(1);
	});

	it('come back from the shelf by themselves, and are told anew where they stand', async () => {
		const desk = await open();
		stand(desk, AT_RISK);
		await desk.shelve(['quorum-at-risk'], GRID, 10, 'the operator works on it');
		expect(desk.list()).toMatchObject({ shelved: 1, unacknowledged: [0, 0, 0], active: [0, 0, 0], newest: null });
		stand(desk, AT_RISK, 9 * MINUTE);
		expect(states(desk)).toEqual([['quorum-at-risk', 'shelved']]);
		stand(desk, AT_RISK, 2 * MINUTE);
		expect(states(desk)).toEqual([['quorum-at-risk', 'unacknowledged']]);
		expect(desk.page(null, 1, null).entries[0]).toMatchObject({ what: 'unshelved', by: null });
	});

	it('may be shelved and taken out of service before they are raised', async () => {
		const desk = await open();
		await desk.takeOutOfService(['no-cross'], GRID, 'the night has no sun');
		await desk.shelve(['event-loop-overloaded'], GRID, 60, 'a lab run');
		stand(desk, LATE);
		expect(desk.worst()).toBeNull();
		expect(states(desk)).toEqual([
			['event-loop-overloaded', 'shelved'],
			['no-cross', 'out-of-service'],
		]);
		await desk.returnToService(['no-cross'], GRID);
		await desk.unshelve(['event-loop-overloaded'], GRID);
		expect(states(desk)).toEqual([['event-loop-overloaded', 'unacknowledged']]);
	});

	it('hold to the limit that an operator set, and say who did', async () => {
		const desk = await open();
		await desk.setLimit('event-loop-overloaded', 500, GRID, 'a small machine');
		stand(desk, LATE);
		expect(states(desk)).toEqual([]);
		expect(desk.limits().find(({ kind }) => kind === 'event-loop-overloaded')).toMatchObject({
			limit: 500,
			standard: 250,
			changed: { by: GRID, reason: 'a small machine' },
		});
		await desk.setLimit('event-loop-overloaded', null, GRID, 'a larger machine');
		stand(desk, LATE);
		expect(states(desk)).toEqual([['event-loop-overloaded', 'unacknowledged']]);
	});

	it('refuse what is not there and what is out of range, and stay as they were', async () => {
		const desk = await open();
		expect(() => desk.acknowledge(['no-cross'], GRID, '')).toThrow();
		expect(codeOfThrown(() => desk.acknowledge(['no-cross'], GRID, ''))).toBe('ALARM_UNKNOWN');
		expect(codeOfThrown(() => desk.shelve(['nothing'], GRID, 5, 'x'))).toBe('ALARM_UNKNOWN');
		expect(codeOfThrown(() => desk.setLimit('no-block', 1, GRID, 'x'))).toBe('ALARM_LIMIT_RANGE');
		expect(desk.page(null, 10, null).entries).toEqual([]);
	});

	it('are said to be a flood from the eleventh within ten minutes', async () => {
		const desk = await open();
		for (let at = 0; at < 6; at++) {
			stand(desk, AT_RISK, 8_000);
			stand(desk, CALM, 12_000);
		}
		expect(desk.list().floodSince).toBeNull();
		for (let at = 0; at < 6; at++) {
			stand(desk, AT_RISK, 8_000);
			stand(desk, CALM, 12_000);
		}
		expect(desk.list()).toMatchObject({ raisesInWindow: 12, floodSince: expect.any(Number) });
		expect(desk.list().alarms[0]).toMatchObject({ chattering: true, raises: 12 });
	});
});

describe('the alarm log', () => {
	it('gives a restarted node the same alarms, and does not raise them again', async () => {
		const desk = await open();
		stand(desk, AT_RISK);
		await desk.acknowledge(['quorum-at-risk'], GRID, 'seen');
		await desk.setLimit('no-block', 90, GRID, 'slow network');
		const before = desk.list();
		await desk.close();
		const again = await open();
		stand(again, AT_RISK, 0);
		expect(again.list().alarms).toEqual(before.alarms);
		expect(again.list().alarms[0]?.acknowledged).toMatchObject({ by: GRID, comment: 'seen' });
		expect(again.limits().find(({ kind }) => kind === 'no-block')?.limit).toBe(90);
		stand(again, AT_RISK);
		expect(again.metrics(3_600_000).raises).toBe(1);
	});

	it('drops the torn end of a line that a kill cut off, and goes on after it', async () => {
		const desk = await open();
		stand(desk, AT_RISK);
		await desk.acknowledge(['quorum-at-risk'], GRID, 'seen');
		await desk.close();
		await appendFile(join(directory, 'alarms.jsonl'), '{"sequence":99,"at":1,"what":"rais');
		const again = await open();
		expect(states(again)).toEqual([['quorum-at-risk', 'acknowledged']]);
		await again.shelve(['quorum-at-risk'], GRID, 5, 'later');
		await again.close();
		expect(states(await open())).toEqual([['quorum-at-risk', 'shelved']]);
	});

	it('keeps a copy of a damaged log, and what can be read of it', async () => {
		const desk = await open();
		stand(desk, AT_RISK);
		await desk.acknowledge(['quorum-at-risk'], GRID, 'seen');
		await desk.close();
		const path = join(directory, 'alarms.jsonl');
		const text = await readFile(path, 'utf8');
		await writeFile(path, `nonsense\n${text}`);
		const again = await open();
		expect(states(again)).toEqual([['quorum-at-risk', 'acknowledged']]);
		expect(await readFile(`${path}.damaged`, 'utf8')).toContain('nonsense');
	});

	it('is shortened at its bound without losing what stands', async () => {
		const desk = await open(directory, 20);
		stand(desk, AT_RISK);
		await desk.setLimit('no-block', 90, GRID, 'slow network');
		for (let at = 0; at < 60; at++) await desk.shelve(['no-cross'], GRID, 5, 'x');
		expect(desk.page(null, 100, null).entries.length).toBeLessThanOrEqual(20);
		const before = desk.list();
		await desk.close();
		const again = await open(directory, 20);
		stand(again, AT_RISK, 0);
		expect(again.list().alarms).toEqual(before.alarms);
		expect(again.limits().find(({ kind }) => kind === 'no-block')?.limit).toBe(90);
		expect((await readFile(join(directory, 'alarms.jsonl'), 'utf8')).trim().split('\n').length).toBeLessThan(32);
	});

	it('stays in memory where the data directory does not exist', async () => {
		const desk = await open(join(directory, 'nowhere'));
		stand(desk, AT_RISK);
		await desk.acknowledge(['quorum-at-risk'], GRID, '');
		expect(desk.list().log).toBe('memory');
	});

	it('says that the disk refuses an entry, and keeps it', async () => {
		const desk = await open();
		await rm(directory, { recursive: true });
		stand(desk, AT_RISK);
		const refused = await desk.acknowledge(['quorum-at-risk'], GRID, '').catch(codeOf);
		expect(refused).toBe('ALARM_LOG_UNWRITABLE');
		expect(states(desk)).toEqual([['quorum-at-risk', 'acknowledged']]);
		expect(desk.list().log).toBe('failing');
	});
});

function codeOfThrown(act: () => unknown): string | null {
	try {
		act();
		return null;
	} catch (error) {
		return codeOf(error);
	}
}
