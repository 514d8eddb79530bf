import type { MicroMoney } from '../../../../shared/codec/units.ts';
import type { CallContext } from '../engine/call-context.ts';

/** Blocks that a vote may follow late; then the block is rewarded. */
export const REWARD_DELAY_BLOCKS = 5;

/** Space of the state that credit, points and rewards live in. */
export const INCENTIVE = 'incentive';

/** What a non-empty block pays: the genesis document's figure until governance sets another. */
export function blockReward(context: CallContext): MicroMoney {
	return context.space(INCENTIVE).get<MicroMoney>('block-reward') ?? context.market.blockReward;
}

export function setBlockReward(context: CallContext, amount: MicroMoney): void {
	context.space(INCENTIVE).set('block-reward', amount);
}
