import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlarmBook, type AlarmChange, stateOf } from '../../../src/main/api/alarms/alarm-book.ts';
import { AlarmWatcher } from '../../../src/main/api/alarms/watcher.ts';
import { alarmCatalogue } from '../../../src/shared/alarms/catalogue.ts';
import { ALARM_LIMITS, type AlarmLogEntry } from '../../../src/shared/contract/alarms.ts';

const BY = { session: 'window', participant: null };
const IDS = ['no-block', 'quorum-at-risk', 'validator-missing-votes:alder', 'validator-missing-votes:birch'];

const change: fc.Arbitrary<AlarmChange> = fc
	.record({ alarm: fc.constantFrom(...IDS), at: fc.nat(1_000_000), which: fc.nat(7) })
	.map(({ alarm, at, which }) => {
		const head = { alarm, at };
		const kind = alarm.split(':')[0] as string;
		const changes: AlarmChange[] = [
			{ ...head, what: 'raised', value: 1, limit: 1, names: [] },
			{ ...head, what: 'returned', value: 0 },
			{ ...head, what: 'acknowledged', by: BY, comment: '' },
			{ ...head, what: 'shelved', by: BY, reason: 'x', until: at + 1 },
			{ ...head, what: 'unshelved', by: null },
			{ ...head, what: 'taken-out', by: BY, reason: 'x' },
			{ ...head, what: 'put-back', by: BY },
			{ ...head, alarm: kind, what: 'limit-set', by: BY, reason: 'x', limit: at % 2 === 0 ? 50 : null },
		];
		return changes[which] as AlarmChange;
	});

function bookOf(history: readonly AlarmChange[]): AlarmBook {
	const book = new AlarmBook();
	for (const each of history) book.apply(each);
	return book;
}

describe('any history of alarms', () => {
	it('never loses one that stands: whatever was done to it, it is in the list', () => {
		fc.assert(
			fc.property(fc.array(change, { maxLength: 80 }), (history) => {
				const book = bookOf(history);
				for (const id of IDS) {
					const last = history.findLast(
						({ alarm, what }) => alarm === id && (what === 'raised' || what === 'returned'),
					);
					expect(book.get(id)?.active ?? false).toBe(last?.what === 'raised');
				}
			}),
		);
	});

	it('shows no raise as seen before somebody acknowledged it', () => {
		fc.assert(
			fc.property(fc.array(change, { maxLength: 80 }), (history) => {
				const book = bookOf(history);
				for (const record of book.records()) {
					if (stateOf(record) !== 'acknowledged') continue;
					const own = history.filter(({ alarm }) => alarm === record.id);
					const raised = own.findIndex(({ at, what }) => what === 'raised' && at === record.raisedAt);
					expect(own.slice(raised).some(({ what }) => what === 'acknowledged')).toBe(true);
				}
			}),
		);
	});

	it('replays from its log, in JSON and from any checkpoint, to the same book', () => {
		fc.assert(
			fc.property(fc.array(change, { maxLength: 80 }), fc.nat(80), (history, cut) => {
				const whole = bookOf(history);
				const entries = JSON.parse(JSON.stringify(history)) as AlarmLogEntry[];
				const before = bookOf(entries.slice(0, cut));
				const replayed = new AlarmBook();
				for (const record of before.records()) replayed.restore(JSON.parse(JSON.stringify(record)));
				for (const [kind, limit] of before.limits()) replayed.restoreLimit(kind, limit);
				for (const entry of entries.slice(cut)) replayed.apply(entry);
				const sorted = (book: AlarmBook) => [...book.records()].sort((a, b) => (a.id < b.id ? -1 : 1));
				expect(sorted(replayed)).toEqual(sorted(whole));
				expect([...replayed.limits()].sort()).toEqual([...whole.limits()].sort());
			}),
		);
	});
});

describe('any course of figures', () => {
	it('raises in turn with returning, and enters late what found no room at first', () => {
		const { limit, onDelayMs, offDelayMs } = alarmCatalogue['quorum-at-risk'];
		fc.assert(
			fc.property(
				fc.array(fc.record({ value: fc.integer({ min: -2, max: 2 }), waitMs: fc.nat(20_000), room: fc.boolean() }), {
					maxLength: 60,
				}),
				(course) => {
					const watcher = new AlarmWatcher();
					const told: string[] = [];
					let at = 0;
					const step = (value: number, hasRoom: boolean) =>
						watcher.step({ 'quorum-at-risk': [{ subject: null, value }] }, at, {
							limitOf: () => limit,
							enter: ({ what }) => {
								if (what === 'raised' && !hasRoom) return false;
								told.push(what);
								return true;
							},
						});
					for (const { value, waitMs, room } of course) {
						at += waitMs;
						step(value, room);
					}
					told.forEach((what, index) => {
						expect(what).toBe(index % 2 === 0 ? 'raised' : 'returned');
					});
					// Whatever came before: a figure that stays beyond its limit ends raised, one that stays within ends normal.
					step(-1, true);
					at += onDelayMs;
					step(-1, true);
					expect(told.at(-1)).toBe('raised');
					at += 1;
					step(2, true);
					at += offDelayMs;
					step(2, true);
					expect(told.at(-1)).toBe('returned');
				},
			),
		);
	});

	it('holds no more alarms than the list has room for', () => {
		const watcher = new AlarmWatcher();
		const book = new AlarmBook();
		const validators = Array.from({ length: ALARM_LIMITS.listed + 20 }, (_, index) => `v${index}`);
		const run = (missing: readonly string[], at: number) =>
			watcher.step({ 'validator-missing-votes': missing.map((subject) => ({ subject, value: 100 })) }, at, {
				limitOf: () => 20,
				enter: ({ id, what, value }) => {
					if (!book.hasRoomFor(id)) return what === 'returned';
					const head = { alarm: id, at, value };
					book.apply(what === 'raised' ? { ...head, what, limit: 20, names: [] } : { ...head, what });
					if (what === 'returned') book.apply({ alarm: id, at, what: 'acknowledged', by: BY, comment: '' });
					return true;
				},
			});
		run(validators, 0);
		expect(run(validators, 30_000)).toBe(20);
		expect(book.size).toBe(ALARM_LIMITS.listed);
		// Twenty validators leave; those that waited come in.
		run(validators.slice(20), 60_000);
		expect(run(validators.slice(20), 60_001)).toBe(0);
		expect(book.size).toBe(ALARM_LIMITS.listed);
	});
});
