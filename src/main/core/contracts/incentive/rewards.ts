import { INCENTIVE_POOL_ACCOUNT, REWARD_BUDGET_ACCOUNT, validatorAccount } from '../../../../shared/codec/accounts.ts';
import type { BlockHeader, ValidatorIndex } from '../../../../shared/codec/block.ts';
import { largestRemainder, type MicroMoney, mulDivFloor } from '../../../../shared/codec/units.ts';
import type { CreditChange } from '../../consensus/credit.ts';
import type { CreditLedger } from '../../consensus/credit-ledger.ts';
import type { CallContext } from '../engine/call-context.ts';
import { balanceOf, moveMoney } from '../ledger.ts';
import { blockReward, INCENTIVE, REWARD_DELAY_BLOCKS } from './reward-terms.ts';

/** A non-empty block whose reward is still to come. */
interface OpenReward {
	readonly height: number;
	readonly round: number;
	readonly proposer: ValidatorIndex;
	readonly voters: readonly ValidatorIndex[];
	/** One entry for each late vote, and each proof of guilt, that a later proposer carried. */
	readonly carriers: readonly ValidatorIndex[];
}

const OPEN = 'open-rewards';

/**
 * Follows a final block: notes whose votes it credits and who carried them, pays the block that is now closed to late
 * votes, and opens the reward of the block itself. A proof of guilt is paid as a carried vote for the newest block
 * whose reward is open.
 */
export function followRewards(
	context: CallContext,
	header: BlockHeader,
	earns: boolean,
	changes: readonly CreditChange[],
	ledger: CreditLedger,
): void {
	const { height, round, proposer } = header;
	const open = openRewards(context);
	const followed = open.map((reward) => withVotes(reward, changes, proposer));
	const isDue = (reward: OpenReward): boolean => reward.height <= height - REWARD_DELAY_BLOCKS;
	for (const reward of followed) if (isDue(reward)) payReward(context, reward, ledger);
	const waiting = followed.filter((reward) => !isDue(reward));
	if (earns) waiting.push({ height, round, proposer, voters: [], carriers: [] });
	const convictions = changes.filter(({ rule }) => rule === 'convicted');
	const newest = waiting.pop();
	if (newest) waiting.push({ ...newest, carriers: [...newest.carriers, ...convictions.map(() => proposer)] });
	if (open.length > 0 || waiting.length > 0) context.space(INCENTIVE).set(OPEN, waiting);
}

/** Pays what is open with the votes known so far: the epoch ends, and its indices with it. */
export function payOpenRewards(context: CallContext, ledger: CreditLedger): void {
	const open = openRewards(context);
	for (const reward of open) payReward(context, reward, ledger);
	if (open.length > 0) context.space(INCENTIVE).set(OPEN, []);
}

function openRewards(context: CallContext): readonly OpenReward[] {
	return context.space(INCENTIVE).get<readonly OpenReward[]>(OPEN) ?? [];
}

function withVotes(reward: OpenReward, changes: readonly CreditChange[], carrier: ValidatorIndex): OpenReward {
	const votes = changes.filter((change) => change.rule === 'vote-credited' && change.height === reward.height);
	if (votes.length === 0) return reward;
	return {
		...reward,
		voters: [...reward.voters, ...votes.map((vote) => vote.validator)],
		carriers: [...reward.carriers, ...votes.filter((vote) => vote.late).map(() => carrier)],
	};
}

/**
 * 40 % to the proposer, scaled by its credit; 50 % shared by the voters, each share scaled by its participation;
 * 10 % to the carriers of late votes and evidence; nothing to the convicted; what is left of the reward goes to the
 * market participants' pool.
 */
function payReward(context: CallContext, reward: OpenReward, ledger: CreditLedger): void {
	const { validators, credit: parameters } = context.block.epoch;
	const total = Math.min(blockReward(context), balanceOf(context, REWARD_BUDGET_ACCOUNT));
	if (total === 0) return;
	const ofProposer = mulDivFloor(total, 40, 100);
	const ofVoters = mulDivFloor(total, 50, 100);
	let left = total;
	const pay = (to: string, validator: number | null, amount: MicroMoney, reason: RewardReason): void => {
		if (amount === 0) return;
		left -= amount;
		moveMoney(context, REWARD_BUDGET_ACCOUNT, to, amount);
		const { height, round } = reward;
		context.emit({
			kind: 'reward-paid',
			to,
			validator,
			amount,
			reason,
			epoch: context.block.epoch.epoch,
			height,
			round,
		});
	};
	const payValidator = (index: ValidatorIndex, amount: MicroMoney, reason: RewardReason): void => {
		const id = validators[index]?.id;
		if (id !== undefined && !ledger.convicted.includes(index)) pay(validatorAccount(id), index, amount, reason);
	};
	const figures = (index: ValidatorIndex) => ledger.validators[index] ?? { credit: 0, participation: 0 };
	const { proposer, voters, carriers } = reward;
	payValidator(proposer, mulDivFloor(ofProposer, figures(proposer).credit, parameters.maxCredit), 'proposer');
	for (const voter of voters) {
		const share = mulDivFloor(ofVoters, 1, voters.length);
		payValidator(voter, mulDivFloor(share, figures(voter).participation, parameters.maxParticipation), 'voter');
	}
	const carried = validators.map((_, index) => carriers.filter((carrier) => carrier === index).length);
	largestRemainder(total - ofProposer - ofVoters, carried).forEach((amount, index) => {
		payValidator(index, amount, 'carrier');
	});
	pay(INCENTIVE_POOL_ACCOUNT, null, left, 'pool');
}

type RewardReason = 'proposer' | 'voter' | 'carrier' | 'pool';
