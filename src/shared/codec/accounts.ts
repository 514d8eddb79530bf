/**
 * Names of the ledger's accounts. A participant's account has the participant's id; the chain's own start with `$`,
 * which no id may contain.
 */
export const FEES_ACCOUNT = '$fees';
/** What is left of the epoch's incentive budget. */
export const REWARD_BUDGET_ACCOUNT = '$reward-budget';
/** What rewards left over for market participants. */
export const INCENTIVE_POOL_ACCOUNT = '$incentive-pool';

/** What congested borders part prices by, what mechanisms keep, and deposits that sealed bids forfeit. */
export const CONGESTION_ACCOUNT = '$congestion';

/** Collateral of one product's live orders and unsettled trades. */
export function escrowAccount(product: string): string {
	return `$escrow/${product}`;
}

export function validatorAccount(validator: string): string {
	return `$validator/${validator}`;
}

/**
 * What a chain holds for another: money that left for it less money that came from there. Below zero is the claim that
 * its participants were paid on. The accounts of both sides and what is on its way add up to 0.
 */
export function bridgeAccount(chain: string): string {
	return `$bridge/${chain}`;
}
