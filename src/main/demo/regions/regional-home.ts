import type { TimeMs } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type MarketParties, marketParties } from '../market/market-genesis.ts';
import { createMarketPlan, type MarketPlan } from '../market/market-plan.ts';
import { OPERATORS, TERMS } from '../market/terms.ts';
import { REGIONS_MAX, REGIONS_MIN } from '../network/demo-settings.ts';
import {
	type DemoHomeOptions,
	firstDay,
	type HomeChain,
	type HomeLayout,
	type PreparedHome,
	prepareHome,
} from '../network/prepare-home.ts';
import { dealHomes } from './deal-homes.ts';
import { TRAVELLERS } from './terms.ts';

/** A directory of several chains: the regions in their order, then the main chain. */
export interface RegionalLayout extends HomeLayout {
	readonly plans: readonly MarketPlan[];
}

/** 1,000 currency units, for fees. */
const MAIN_BALANCE = 1_000_000_000;

/**
 * Opens the directory of a demo of several regions, or makes one. The first region lies where a demo of one network
 * has its validators, so that commands that take a demo's directory take that region.
 * @throws CodedError as `prepareHome`, DEMO_REGIONS_HOMES, OPTION_INVALID
 */
export function prepareRegionalHome(
	options: DemoHomeOptions & { readonly regions: number },
): Promise<PreparedHome<RegionalLayout>> {
	const { regions } = options;
	if (regions < REGIONS_MIN || regions > REGIONS_MAX)
		throw new CodedError('OPTION_INVALID', {
			option: '--regions',
			value: String(regions),
			expected: `a whole number from ${REGIONS_MIN} to ${REGIONS_MAX}`,
		});
	return prepareHome(options, (data, feedIn) => {
		const plans = dealHomes(data, regions).map((dealt, index) =>
			createMarketPlan(dealt, {
				feedIn,
				zone: `feeder-${index + 1}`,
				others: [
					{ id: TRAVELLERS.trader, role: 'aggregator', name: 'Tie trader' },
					{ id: TRAVELLERS.relayer, role: 'validator', name: 'Relayer' },
				],
			}),
		);
		const [first] = plans as [MarketPlan, ...MarketPlan[]];
		const chains: HomeChain[] = plans.map((plan, index) => ({
			path: index === 0 ? 'validators' : `region-${index + 1}/validators`,
			parties: marketParties(plan, `region-${index + 1}`),
		}));
		chains.push({ path: 'main/validators', parties: mainParties(first.genesisTime) });
		return { from: firstDay(first), plans, chains };
	});
}

/** The main chain has no market; its genesis names who would run one. */
function mainParties(time: TimeMs): MarketParties {
	const participant = (id: string, role: 'market-operator' | 'grid-operator' | 'validator', name: string) => ({
		id,
		role,
		name,
		zone: TERMS.zone,
		eic: null,
		balance: MAIN_BALANCE,
		meters: [],
		delegates: [],
	});
	return {
		name: 'main',
		time,
		market: { currency: TERMS.currency, marketOperator: OPERATORS.market, gridOperator: OPERATORS.grid },
		participants: [
			participant(OPERATORS.market, 'market-operator', 'Market operator'),
			participant(OPERATORS.grid, 'grid-operator', 'Grid company'),
			participant(TRAVELLERS.relayer, 'validator', 'Relayer'),
		],
	};
}
