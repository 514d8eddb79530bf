import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNeighbourhood } from '../../../src/main/demo/neighbourhood/read-neighbourhood.ts';
import { parseHourStamp } from '../../../src/main/demo/neighbourhood/stamp.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { smallNeighbourhood, withFiles, withLine } from '../../fixtures/neighbourhood-files.ts';

const HOUR_MS = 3_600_000;

describe('hour stamps', () => {
	it('give the instant that the platform reads, for every offset in quarter-hours', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 24, max: 500_000 }),
				fc.integer({ min: -56, max: 56 }),
				fc.constantFrom('', ':00', ':00.000'),
				(hours, quarters, seconds) => {
					const offset = quarters * 15;
					const local = new Date(hours * HOUR_MS).toISOString().slice(0, 16);
					const size = Math.abs(offset);
					const zone = `${offset < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
					const source = `${local}${seconds}${zone}`;
					expect(parseHourStamp(source)).toEqual({
						start: Date.parse(source),
						utcOffsetMinutes: offset,
						day: local.slice(0, 10),
						localHour: Number(local.slice(11, 13)),
					});
				},
			),
		);
	});

	it('refuse any text that the platform does not read as a whole hour', () => {
		fc.assert(
			fc.property(fc.string(), (source) => {
				const stamp = parseHourStamp(source);
				expect(stamp === null || stamp.start === Date.parse(source)).toBe(true);
			}),
		);
	});
});

describe('a neighbourhood file', () => {
	it('with one damaged row is read as before or refused by a code that names that line', async () => {
		const good = smallNeighbourhood('Z', ['2024-05-01']);
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom('homes', 'meters', 'tariff'),
				fc.nat(),
				fc.string({ maxLength: 40, unit: fc.constantFrom(...'0123456789-.,"TZ:ab \r\t') }),
				async (name, place, replacement) => {
					const text = good[name as keyof typeof good];
					const line = 2 + (place % (text.trim().split('\n').length - 1));
					const texts = { ...good, [name]: withLine(text, line, replacement) };
					const outcome = await withFiles(texts, (files) =>
						readNeighbourhood(files, { from: '2024-05-01', hours: 24 }),
					).catch((error: unknown) => error);
					if (!(outcome instanceof CodedError)) {
						expect(outcome).toHaveProperty('hours.length', 24);
						return;
					}
					expect(outcome.code).toMatch(/^IMPORT_/);
					expect(outcome.details).toHaveProperty('line');
					expect(outcome.details).toHaveProperty('column');
				},
			),
			{ numRuns: 150 },
		);
	});

	it('of any size and any home names comes back number by number', async () => {
		const names = fc.uniqueArray(
			fc
				.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abc-_. 户Ä"#,') })
				.map((name) => `h${name.trim()}`),
			{
				minLength: 1,
				maxLength: 6,
			},
		);
		const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
		await fc.assert(
			fc.asyncProperty(
				names,
				fc.array(fc.nat({ max: 1_000_000_000 }), { minLength: 48, maxLength: 48 }),
				async (homes, energies) => {
					const stamps = Array.from({ length: 24 }, (_, hour) => `2030-01-01T${String(hour).padStart(2, '0')}:00Z`);
					const texts = {
						homes: `home,pv_kw\n${homes.map((home) => `${quoted(home)},1`).join('\n')}`,
						tariff: `start,usd_per_kwh,kg_co2_per_kwh\n${stamps.map((stamp) => `${stamp},0.1,0`).join('\n')}`,
						meters: `start,home,load_wh,pv_wh\n${stamps
							.flatMap((stamp, hour) =>
								homes.map((home) => `${stamp},${quoted(home)},${energies[hour]},${energies[hour + 24]}`),
							)
							.join('\n')}`,
					};
					const result = await withFiles(texts, (files) => readNeighbourhood(files, { from: null, hours: 24 }));
					expect(result.homes.map((home) => home.id)).toEqual(homes);
					for (const [hour, { readings }] of result.hours.entries())
						for (const reading of readings)
							expect(reading).toEqual({ loadWh: energies[hour], pvWh: energies[hour + 24] });
				},
			),
			{ numRuns: 40 },
		);
	});
});
