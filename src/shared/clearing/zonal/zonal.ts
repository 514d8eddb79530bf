export { type PeriodClaim, ZONES_FAULTS, type ZonesFaultCode } from './check-codes.ts';
export { checkFlows } from './check-flows.ts';
export { checkPrices } from './check-prices.ts';
export { checkRegions } from './check-regions.ts';
export { checkSupport } from './check-support.ts';
export { checkTrades } from './check-trades.ts';
export { checkZones } from './check-zones.ts';
export { clearZones, type ZonesProof } from './clear-zones.ts';
export { linksOf, type PreparedPeriod, preparePeriods, prepareZones } from './prepare-market.ts';
export { prepareColumns } from './prepared.ts';
export { type AcceptedOrders, type PeriodResult, pairTrades, surplusOf } from './trades.ts';
export { verdictsOf } from './verdicts.ts';
export type {
	OrderColumns,
	PeriodLink,
	PreparedZones,
	PriceBounds,
	TiedLevel,
	ZonesInput,
	ZonesObstacle,
	ZonesOptimum,
	ZonesShares,
} from './zones.ts';
