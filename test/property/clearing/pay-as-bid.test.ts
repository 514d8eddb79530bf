import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LimitOrder, netLimitOf } from '../../../src/shared/clearing/market.ts';
import { mechanisms } from '../../../src/shared/clearing/mechanisms.ts';
import { type Profile, profiles } from '../../../src/shared/clearing/profiles.ts';
import { bookMarkets, mutable } from '../../fixtures/book-markets.ts';

const { clear, check } = mechanisms['pay-as-bid'];
const anyProfile = fc.constantFrom<Profile>(...Object.values(profiles));

describe('pay-as-bid', () => {
	it('accepts, pairs and judges as a uniform price does', () => {
		fc.assert(
			fc.property(bookMarkets, anyProfile, (market, profile) => {
				const [own, uniform] = [clear(market, profile), mechanisms['uniform-price'].clear(market, profile)];
				const pairs = ({ trades }: Pick<typeof own, 'trades'>) =>
					trades.map(({ price: _, buyerPrice: __, ...pair }) => pair);
				expect([own.fills, own.verdicts, own.welfare, own.volume, own.proof]).toEqual([
					uniform.fills,
					uniform.verdicts,
					uniform.welfare,
					uniform.volume,
					uniform.proof,
				]);
				expect(pairs(own)).toEqual(pairs(uniform));
				expect(check(market, profile, own)).toEqual([]);
			}),
			{ numRuns: 1_500 },
		);
	});

	it('prices each trade within its limits, where the profile says, and keeps nothing', () => {
		fc.assert(
			fc.property(bookMarkets, anyProfile, (market, profile) => {
				const { trades, surplus } = clear(market, profile);
				expect(surplus).toBe(0n);
				for (const { bid, offer, price, buyerPrice } of trades) {
					const low = (market.orders[offer] as LimitOrder).price;
					const high = netLimitOf(market, market.orders[bid] as LimitOrder);
					expect(buyerPrice).toBe(price);
					const middle = low + (Math.ceil((high - low) / market.tick / 2 - 0.5) + 0) * market.tick;
					expect(price).toBe({ bid: high, offer: low, midpoint: middle }[profile.discriminatory]);
				}
			}),
			{ numRuns: 1_000 },
		);
	});

	it('has a price of a period exactly where all its trades have that price', () => {
		fc.assert(
			fc.property(bookMarkets, anyProfile, (market, profile) => {
				const { trades, prices } = clear(market, profile);
				prices[0]?.forEach(({ price, low, high }, period) => {
					const all = new Set(trades.filter((trade) => trade.period === period).map((trade) => trade.price));
					const common = all.size === 1 ? [...all][0] : null;
					expect([price, low, high]).toEqual([common, common, common]);
				});
			}),
			{ numRuns: 500 },
		);
	});

	it('is refused by the checker after any number of it was altered', () => {
		const ofTrades = ['bid', 'offer', 'period', 'quantity', 'price', 'buyerPrice'] as const;
		fc.assert(
			fc.property(
				bookMarkets,
				anyProfile,
				fc.constantFrom('fill', 'welfare', 'volume', 'surplus', 'price', ...ofTrades.map((each) => `trade ${each}`)),
				fc.nat(),
				fc.constantFrom(-10, -1, 1, 10),
				(market, profile, what, pick, by) => {
					const outcome = clear(market, profile);
					fc.pre(outcome.volume > 0);
					const bad = mutable(outcome);
					const [trade, range] = [bad.trades[pick % bad.trades.length], bad.prices[0]?.[pick % market.periods]];
					if (!trade || !range) throw new Error('volume without a trade');
					const field = ofTrades.find((each) => what === `trade ${each}`);
					if (field) trade[field] += by;
					else if (what === 'fill')
						bad.fills[pick % bad.fills.length] = (bad.fills[pick % bad.fills.length] as number) + by;
					else if (what === 'price') range.price = (range.price ?? 0) + by;
					else if (what === 'volume') bad.volume += by;
					else bad[what as 'welfare' | 'surplus'] += BigInt(by);
					expect(check(market, profile, bad)).not.toEqual([]);
				},
			),
			{ numRuns: 3_000 },
		);
	});
});
