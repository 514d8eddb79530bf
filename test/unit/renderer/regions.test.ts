import { describe, expect, it } from 'vitest';
import { chainRootDigestOf, chainRootIn, spokenDigest } from '../../../src/renderer/app/chain-root.ts';
import { channelChange } from '../../../src/renderer/features/governance/channel-draft.ts';
import { EMPTY_DRAFT } from '../../../src/renderer/features/governance/draft.ts';
import { railsOf, segmentsOf } from '../../../src/renderer/features/regions/channel-figure.ts';
import {
	clientState,
	findingOf,
	limitUsed,
	spanOf,
	trustUsed,
} from '../../../src/renderer/features/regions/findings.ts';
import { callOf, canGoTo, type SendDraft, type SendFacts } from '../../../src/renderer/features/regions/send-draft.ts';
import { spokenState } from '../../../src/renderer/features/regions/use-bridge-words.ts';
import { chainRootDigest } from '../../../src/shared/codec/bridge-client.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import type { RegionView } from '../../../src/shared/contract/index.ts';
import { createStoryBridge, RIALTO, RIALTO_ROOT } from '../../fixtures/console/story-bridge.ts';
import { GRID, NOW, sha256 } from '../../fixtures/console/story-market.ts';

const story = createStoryBridge({ isEmpty: false, isFrozen: false, now: () => NOW });
const regions = story.regions().regions;
const rialto = regions.find(({ chain }) => chain === RIALTO) as RegionView;
const HOUR = 3_600_000;

describe('what the page of regions says first', () => {
	it('is a client that stands still before packets, and packets before quiet', () => {
		expect(findingOf([], NOW)).toMatchObject({ kind: 'none' });
		expect(findingOf(regions, NOW)).toMatchObject({ kind: 'moving', regions: 2, open: 3, oldestMs: 4_000 });
		const frozen = createStoryBridge({ isEmpty: false, isFrozen: true, now: () => NOW }).regions().regions;
		expect(findingOf(frozen, NOW)).toMatchObject({ kind: 'frozen', chain: RIALTO });
		const quiet = regions.map((each) => ({ ...each, out: { ...each.out, open: 0, oldestOpenAt: null } }));
		expect(findingOf(quiet, NOW)).toMatchObject({ kind: 'quiet', oldestMs: 0 });
		expect(findingOf([rialto], rialto.client.trustEndsAt)).toMatchObject({ kind: 'expired', chain: RIALTO });
	});

	it('follows a client from trusted over ending to expired', () => {
		const { updatedAt, trustEndsAt } = rialto.client;
		const period = rialto.terms.trustPeriodMs;
		expect(clientState(rialto, updatedAt)).toBe('trusted');
		expect(clientState(rialto, updatedAt + 0.75 * period)).toBe('ending');
		expect(clientState(rialto, trustEndsAt)).toBe('expired');
		expect([0, 0.5, 2].map((share) => trustUsed(rialto, updatedAt + share * period))).toEqual([0, 0.5, 1]);
	});

	it('says spans as one says them, and a limit with what offers may still bring in', () => {
		expect([0, 119_400, 120_000, 7_199_000, 7_200_000, 172_800_000].map(spanOf)).toEqual([
			{ unit: 'seconds', n: 0 },
			{ unit: 'seconds', n: 119 },
			{ unit: 'minutes', n: 2 },
			{ unit: 'minutes', n: 120 },
			{ unit: 'hours', n: 2 },
			{ unit: 'days', n: 2 },
		]);
		expect(limitUsed({ balance: -60, reserved: 30, limit: 100 })).toBe(0.9);
		expect(limitUsed({ balance: 60, reserved: 30, limit: 100 })).toBe(0.6);
		expect(limitUsed({ balance: 0, reserved: 0, limit: 0 })).toBe(0);
	});

	it('calls a packet overdue only while it is open and its time has come', () => {
		expect(spokenState({ state: 'open', timeoutAt: NOW }, NOW)).toBe('overdue');
		expect(spokenState({ state: 'open', timeoutAt: NOW + 1 }, NOW)).toBe('open');
		expect(spokenState({ state: 'open', timeoutAt: null }, NOW)).toBe('open');
		expect(spokenState({ state: 'delivered', timeoutAt: NOW - 1 }, NOW)).toBe('delivered');
	});
});

describe('the picture of a channel', () => {
	it('has every packet in one part, and fills its strip without a gap', () => {
		for (const rail of railsOf(rialto)) {
			expect(rail.parts.reduce((sum, { count }) => sum + count, 0)).toBe(rail.total);
			const segments = segmentsOf(rail, 600);
			let x = 0;
			for (const segment of segments) {
				expect(segment.x).toBeCloseTo(x, 6);
				expect(segment.width).toBeGreaterThanOrEqual(14);
				x += segment.width;
			}
			expect(x).toBeCloseTo(600, 6);
		}
		expect(segmentsOf({ direction: 'in', total: 0, parts: [] }, 600)).toEqual([]);
	});
});

describe('what is sent', () => {
	const draft = (change: Partial<SendDraft>): SendDraft => ({
		...{ kind: 'money', participant: GRID, chain: RIALTO, to: 'maple-2', money: '1.5', trade: '', energy: '' },
		...{ ranges: new Set<string>(), hours: 6, ...change },
	});
	const facts: SendFacts = { regions, lots: story.sendable().lots, ranges: [], now: NOW };

	it('becomes a call with exact figures and the time until it comes back', () => {
		expect(callOf(draft({}), facts)).toMatchObject({
			call: { method: 'sendMoney', input: { to: 'maple-2', amount: 1_500_000, timeoutAt: NOW + 6 * HOUR } },
		});
		const [lot] = facts.lots;
		const sent = draft({ kind: 'lot', trade: lot?.trade ?? '', energy: '0.5' });
		expect(callOf(sent, facts)).toMatchObject({ call: { method: 'sendLot', input: { quantityWh: 500 } } });
		expect(callOf({ ...sent, kind: 'offer-lot', to: '' }, facts)).toMatchObject({
			call: { method: 'offer', input: { taker: null, price: 1_500_000, goods: { kind: 'lot', quantityWh: 500 } } },
		});
	});

	it('names the first field that is not good', () => {
		const [lot] = facts.lots;
		const faults: readonly (readonly [Partial<SendDraft>, string])[] = [
			[{ chain: 'nowhere' }, 'region'],
			[{ to: 'no spaces' }, 'to'],
			[{ to: '' }, 'to'],
			[{ money: '0' }, 'money'],
			[{ money: '0.0000001' }, 'money'],
			[{ money: '260' }, 'limit'],
			[{ kind: 'lot', trade: 'T-unknown' }, 'lot'],
			[{ kind: 'lot', trade: lot?.trade ?? '', energy: '99' }, 'energy'],
			[{ kind: 'certificates' }, 'ranges'],
			[{ kind: 'offer-lot', to: '', money: '-1', trade: lot?.trade ?? '' }, 'price'],
		];
		for (const [change, fault] of faults) expect(callOf(draft(change), facts), fault).toEqual({ fault });
		const frozen = regions.map((each) => ({ ...each, client: { ...each.client, trustEndsAt: NOW } }));
		expect(callOf(draft({}), { ...facts, regions: frozen })).toEqual({ fault: 'stopped' });
		const foreign = regions.map((each) => ({ ...each, money: null }));
		expect(callOf(draft({}), { ...facts, regions: foreign })).toEqual({ fault: 'currency' });
	});

	it('lets a foreign certificate go only home', () => {
		expect(canGoTo('GC-m-1', RIALTO)).toBe(true);
		expect(canGoTo(`${RIALTO}:GC-m-1`, RIALTO)).toBe(true);
		expect(canGoTo(`${RIALTO}:GC-m-1`, 'other')).toBe(false);
	});
});

describe('the root of another chain', () => {
	const printed = { root: rialto.root, digest: 'ignored' };

	it('is hashed here as the chain hashes it, and read out in fours', () => {
		const digest = toHex(chainRootDigest(RIALTO_ROOT, sha256));
		expect(chainRootDigestOf(rialto.root)).toBe(digest);
		expect(spokenDigest(digest).replaceAll(' ', '')).toBe(digest);
		expect(spokenDigest(digest).split(' ')).toHaveLength(16);
	});

	it('is taken as it was printed and as it was written, and nothing else is', () => {
		expect(chainRootIn(JSON.stringify(printed))).toEqual(rialto.root);
		expect(chainRootIn(JSON.stringify({ format: 'gridquorum/chain-root/v1', ...rialto.root }))).toEqual(rialto.root);
		for (const bad of ['', '{', 'null', '[]', '{"root":{}}', JSON.stringify({ ...rialto.root, genesisId: 'ff' })])
			expect(chainRootIn(bad), bad).toBeNull();
	});

	it('becomes a proposal only with terms that a channel can have', () => {
		const whole = { kind: 'connect-chain' as const, ...EMPTY_DRAFT, root: JSON.stringify(printed) };
		const terms = { moneyLimit: '100', capacityKw: '2.5', trustHours: '24' };
		expect(channelChange({ ...whole, ...terms }, 'connect-chain')).toEqual({
			change: {
				kind: 'connect-chain',
				root: rialto.root,
				terms: { moneyLimit: 100_000_000, capacityW: 2_500, trustPeriodMs: 24 * HOUR },
			},
		});
		for (const bad of [{ moneyLimit: '' }, { capacityKw: '-1' }, { trustHours: '0' }, { trustHours: '8761' }])
			expect(channelChange({ ...whole, ...terms, ...bad }, 'connect-chain')).toEqual({ fault: 'terms' });
		expect(channelChange({ ...whole, root: '' }, 'recover-chain')).toEqual({ fault: 'root' });
		expect(channelChange({ ...whole, ...terms }, 'channel-terms')).toEqual({ fault: 'subject' });
	});
});
