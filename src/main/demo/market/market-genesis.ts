import { DEFAULT_MARKET, type GenesisDocument, type GenesisParticipant } from '../../../shared/codec/genesis.ts';
import type { MarketPlan, PlannedParticipant } from './market-plan.ts';
import { OPERATORS, TERMS } from './terms.ts';

/** The part of a genesis that the market decides; validators and consensus parameters are the network's. */
export function marketGenesis(
	plan: MarketPlan,
	publicKeyOf: (participant: string) => Uint8Array,
): Pick<GenesisDocument, 'name' | 'time' | 'market' | 'participants'> {
	const participant = ({ id, role, name, balance, meter }: PlannedParticipant): GenesisParticipant => ({
		id,
		role,
		name,
		zone: TERMS.zone,
		publicKey: publicKeyOf(id),
		balance,
		meters: meter === null ? [] : [{ id: meter, operator: OPERATORS.meter }],
		delegates: [],
	});
	return {
		name: 'neighbourhood',
		time: plan.genesisTime,
		market: {
			...DEFAULT_MARKET,
			currency: TERMS.currency,
			marketOperator: OPERATORS.market,
			gridOperator: OPERATORS.grid,
		},
		participants: [...plan.operators, ...plan.homes].map(participant),
	};
}
