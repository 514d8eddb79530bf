import type { MarketParameters } from '../../../shared/codec/genesis-document.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { KeylessParticipant } from '../../node/testnet.ts';
import type { MarketPlan, PlannedParticipant } from './market-plan.ts';
import { OPERATORS, TERMS } from './terms.ts';

/** The homes of the neighbourhood have roofs of photovoltaics. */
const HOME_DEVICE = { technology: 'solar', capacityW: 20_000 } as const;

export interface MarketParties {
	/** Name of the chain. */
	readonly name: string;
	readonly time: TimeMs;
	readonly market: Partial<MarketParameters> & Pick<MarketParameters, 'marketOperator' | 'gridOperator'>;
	readonly participants: readonly KeylessParticipant[];
}

/** The part of a genesis that the market decides; keys, validators and consensus parameters are the network's. */
export function marketParties(plan: MarketPlan, name = 'neighbourhood'): MarketParties {
	const participant = ({ id, role, name, balance, meter }: PlannedParticipant) => ({
		id,
		role,
		name,
		zone: plan.zone,
		eic: null,
		balance,
		meters: meter === null ? [] : [{ id: meter, operator: OPERATORS.meter, publicKey: null, device: HOME_DEVICE }],
		delegates: [],
	});
	return {
		name,
		time: plan.genesisTime,
		market: { currency: TERMS.currency, marketOperator: OPERATORS.market, gridOperator: OPERATORS.grid },
		participants: [...plan.operators, ...plan.homes, ...plan.others].map(participant),
	};
}
