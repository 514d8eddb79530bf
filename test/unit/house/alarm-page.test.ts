import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALARM_KINDS, type AlarmKind, alarmCatalogue, priorityOfKind } from '../../../src/shared/alarms/catalogue.ts';
import type { AlarmEntry, AlarmUnit } from '../../../src/shared/alarms/entry.ts';
import { PRIORITY_RULE } from '../../../src/shared/alarms/priority.ts';
import { ALARM_LIMITS } from '../../../src/shared/contract/alarms.ts';
import { repositoryRoot } from '../../fixtures/repository.ts';

const HEAD = `# Alarms

The node judges the market, the network and the machine that it runs on once a second. Whatever needs a person becomes an alarm; terms and states follow ISA-18.2 and IEC 62682. Alarms are shown in the console under Node, Alarms (\`g\` \`w\`), in the line at the foot of every view, and among what needs you in the overview.

## Priority

Priority is consequence by time to respond, and nothing else. *Severe*: the network or the market stands still, or a right lapses for good. *Major*: this node or one party loses money, standing or data. *Minor*: a reserve or a quality is used up. *Minutes* are below a quarter of an hour, *hours* below four.

| consequence | minutes | hours | days |
|---|---|---|---|
`;

const REST = `
In the console priority 1 is an octagon, 2 a triangle, 3 a circle, each with its number: solid awaits acknowledgement, outlined was acknowledged, dashed is back to normal.

## States

| state | what it means | how it ends |
|---|---|---|
| unacknowledged | the condition stands, nobody has said that they saw it | acknowledge; or it returns to normal |
| acknowledged | the condition stands, somebody saw it | it leaves the list when the condition is over |
| back to normal | the condition is over, nobody saw it | acknowledge; it leaves the list |
| shelved | held back for ${ALARM_LIMITS.shelfMinutes / 60} hours at most, with a reason | its time is over, or unshelve; what still stands is raised anew |
| out of service | held back until further notice, with a reason | return to service; what still stands is raised anew |

A figure must stand beyond its limit for the on-delay before the alarm is raised, and must come back past the deadband for the off-delay before it returns: delays are of wall time. What cannot be judged for now, such as the market while the node reads its blocks, stays as it was.

The list holds ${ALARM_LIMITS.listed} alarms; one that finds no room is counted and enters as soon as there is. More than ${ALARM_LIMITS.floodRaises} within ten minutes are a flood, and said to be one.

## The log

\`alarms.jsonl\` in the data directory has one JSON text per line: each raise and return, and who acknowledged, shelved, took out of service or changed a limit, as which identity, when and why. An action is on disk before the console says that it is done. The log keeps ${ALARM_LIMITS.logEntries.toLocaleString('en')} lines, the newest; the list of alarms is what they make, so a restart or a kill changes nothing. A line cut off by a kill is dropped; a damaged log is kept beside as \`alarms.jsonl.damaged\`. While the disk takes nothing, entries wait in memory and the console says so.

Sessions that only observe see alarms and cannot act on them.

## All alarms

Limits can be changed under Alarms, Limits, within the bounds given here; the change, its reason and its author are in the log.

`;

const TAIL = `
This page is written from the catalogue (\`src/shared/alarms\`): \`npx vitest run test/unit/house/alarm-page.test.ts --update\`.
`;

const UNITS: Readonly<Record<AlarmUnit, string>> = {
	products: 'products',
	meters: 'meters',
	deeds: 'deeds',
	validators: 'validators',
	percent: '%',
	milliseconds: 'ms',
	seconds: 's',
	regions: 'regions',
	minutes: 'min',
	days: 'days',
};

const seconds = (ms: number): string => (ms >= 60_000 ? `${ms / 60_000} min` : `${ms / 1000} s`);

function row(kind: AlarmKind): string {
	const entry: AlarmEntry = alarmCatalogue[kind];
	const unit = UNITS[entry.unit];
	const limit = `${entry.limit.toLocaleString('en')} ${entry.limit === 1 ? unit.replace(/s$/, '') : unit}`;
	return `| ${priorityOfKind(kind)} | **${entry.name.en}** \`${kind}\` | ${entry.condition.en.replace('{limit}', limit)} | ${entry.limitMin.toLocaleString('en')} to ${entry.limitMax.toLocaleString('en')} ${unit}; deadband ${entry.deadband} | ${seconds(entry.onDelayMs)}, ${seconds(entry.offDelayMs)} | ${entry.consequence.en} | ${entry.action.en} |`;
}

describe('the page of alarms', () => {
	it('says what the catalogue says', async () => {
		const rule = Object.entries(PRIORITY_RULE)
			.map(([consequence, { minutes, hours, days }]) => `| ${consequence} | ${minutes} | ${hours} | ${days} |\n`)
			.join('');
		const kinds = [...ALARM_KINDS].sort((a, b) => priorityOfKind(a) - priorityOfKind(b));
		const table = `| priority | alarm | condition | bounds | on- and off-delay | consequence | what to do |\n|---|---|---|---|---|---|---|\n${kinds.map(row).join('\n')}\n`;
		await expect(HEAD + rule + REST + table + TAIL).toMatchFileSnapshot(join(repositoryRoot, 'docs/operate/alarms.md'));
	});

	it('has every text in both languages, and names the limit in every condition', () => {
		for (const kind of ALARM_KINDS) {
			const { name, condition, cause, consequence, action } = alarmCatalogue[kind];
			for (const { en, zh } of [name, condition, cause, consequence, action]) {
				expect(en.trim(), kind).not.toBe('');
				expect(/\p{Script=Han}/u.test(zh), kind).toBe(true);
			}
			expect(condition.en, kind).toContain('{limit}');
			expect(condition.zh, kind).toContain('{limit}');
		}
	});

	it('has limits within their bounds, and a deadband that leaves room to return', () => {
		for (const kind of ALARM_KINDS) {
			const { limit, limitMin, limitMax, deadband } = alarmCatalogue[kind];
			expect(limitMin <= limit && limit <= limitMax, kind).toBe(true);
			expect(deadband <= limit, kind).toBe(true);
		}
	});
});
