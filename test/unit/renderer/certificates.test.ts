import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	callableParts,
	massBalance,
	namedParts,
	partRows,
	shadeOf,
} from '../../../src/renderer/features/certificates/findings.ts';
import { createStoryCertificates } from '../../fixtures/console/story-certificates.ts';
import { createStoryMarket } from '../../fixtures/console/story-market.ts';

const market = createStoryMarket();
const story = () => createStoryCertificates(market);
const ANY = { participant: null, meter: null, from: null, to: null, state: null, offset: 0, limit: 500 };
const MINE = new Set(['grid-company']);

describe('ranges of certificates', () => {
	it('cover each certificate of the story once, whoever holds them', () => {
		const { certificates } = story().list(ANY);
		expect(certificates.length).toBeGreaterThan(50);
		for (const certificate of certificates) {
			const { isWhole, sumWh } = massBalance(certificate);
			expect([certificate.certificate, isWhole, sumWh]).toEqual([
				certificate.certificate,
				true,
				certificate.quantityWh,
			]);
		}
	});

	it('are found wanting where one is missing, twice there, or too long', () => {
		const { certificates } = story().list(ANY);
		const whole = certificates.find(({ parts }) => parts.length > 2);
		if (!whole) throw new Error('the story has a certificate of three parts');
		const [first, ...rest] = whole.parts;
		if (!first) throw new Error('it has a first part');
		const broken = [
			rest,
			[first, ...whole.parts],
			[{ ...first, toWh: first.toWh + 1 }, ...rest],
			whole.parts.slice(0, -1),
		];
		for (const parts of broken) expect(massBalance({ quantityWh: whole.quantityWh, parts }).isWhole).toBe(false);
	});

	it('stay whole through every transfer and cancellation of a part', () => {
		const certificatesOf = story();
		const held = () =>
			partRows(certificatesOf.list({ ...ANY, participant: 'grid-company', state: 'held' }).certificates);
		const [part] = held();
		if (!part) throw new Error('the grid company holds a part');
		const [given] = namedParts([part], 100);
		expect(given && certificatesOf.change(given, { to: 'home-02' }, 1)).toBe(true);
		const [left] = held();
		expect(left).toMatchObject({ fromWh: part.fromWh + 100, toWh: part.toWh });
		if (!left) throw new Error('a part is left');
		const [used] = namedParts([left], null);
		expect(used && certificatesOf.change(used, { purpose: 'street lights' }, 2)).toBe(true);
		expect(used && certificatesOf.change(used, { to: 'home-03' }, 3)).toBe(false);
		const found = certificatesOf.get(part.certificate);
		expect(found && massBalance(found.certificate)).toMatchObject({
			isWhole: true,
			sumWh: found?.certificate.quantityWh,
		});
		expect(found?.steps.slice(-2).map(({ kind, to, purpose }) => [kind, to, purpose])).toEqual([
			['transferred', 'home-02', null],
			['cancelled', null, 'street lights'],
		]);
		expect(held()).toEqual([]);
	});
});

describe('what a call may name', () => {
	it('is held by one identity of this console, the first one’s, up to the limit', () => {
		const { certificates } = story().list(ANY);
		const rows = partRows(certificates);
		const chosen = callableParts(rows, MINE, 10);
		expect(chosen.map(({ holder, state }) => [holder, state])).toEqual([['grid-company', 'held']]);
		expect(callableParts(rows, new Set(['home-01', 'home-06']), 3)).toHaveLength(3);
		expect(new Set(callableParts(rows, new Set(['home-01', 'home-06']), 500).map(({ holder }) => holder)).size).toBe(1);
		expect(callableParts(rows, new Set(), 10)).toEqual([]);
	});

	it('is the whole of several parts, and of a single one its first watt-hours', () => {
		const { certificates } = story().list(ANY);
		const [a, b] = partRows(certificates);
		if (!a || !b) throw new Error('the story has two parts');
		expect(namedParts([a], 1)).toEqual([{ certificate: a.certificate, fromWh: a.fromWh, toWh: a.fromWh + 1 }]);
		expect(namedParts([a, b], 1).map(({ toWh }) => toWh)).toEqual([a.toWh, b.toWh]);
		expect(namedParts([a], a.energyWh + 5)[0]?.toWh).toBe(a.toWh);
	});
});

describe('the hours of the story', () => {
	it('balance: issued and received are given, cancelled, expired or held', () => {
		const certificatesOf = story();
		for (const participant of ['home-01', 'home-06', 'home-11', 'grid-company']) {
			const { hours } = certificatesOf.hours({ participant, from: 0, to: Number.MAX_SAFE_INTEGER });
			for (const { issuedWh, boughtWh, givenWh, cancelledWh, expiredWh, heldWh } of hours)
				expect(issuedWh + boughtWh - givenWh).toBe(cancelledWh + expiredWh + heldWh);
		}
	});

	it('are shaded by their share of the largest, never beyond it', () => {
		fc.assert(
			fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (energyWh, largestWh) => {
				const shade = shadeOf(Math.min(energyWh, largestWh), largestWh);
				expect(shade).toBeGreaterThanOrEqual(0);
				expect(shade).toBeLessThanOrEqual(4);
				expect(shade === 0).toBe(Math.min(energyWh, largestWh) === 0);
			}),
		);
		expect(shadeOf(10, 10)).toBe(4);
	});
});
