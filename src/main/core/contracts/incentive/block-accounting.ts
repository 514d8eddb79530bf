import { INCENTIVE_POOL_ACCOUNT, REWARD_BUDGET_ACCOUNT, validatorAccount } from '../../../../shared/codec/accounts.ts';
import type { Block } from '../../../../shared/codec/block.ts';
import { decode, type Plain } from '../../../../shared/codec/cbor.ts';
import { DEFAULT_CREDIT } from '../../../../shared/codec/credit-parameters.ts';
import type { ContractEvent } from '../../../../shared/codec/events.ts';
import { largestRemainder, type MicroMoney, mulDivFloor } from '../../../../shared/codec/units.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../../shared/proofs/state-proof.ts';
import { applyCredit, type CreditChange } from '../../consensus/credit.ts';
import { decodeCreditLedger, encodeCreditLedger } from '../../consensus/credit-codec.ts';
import { type CreditLedger, genesisLedger } from '../../consensus/credit-ledger.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { StateOverlay } from '../engine/state-overlay.ts';
import { balanceOf, moveMoney } from '../ledger.ts';

/** Leaf that holds the credit ledger, exactly as `encodeCreditLedger` writes it: consensus recovers from it. */
export const CREDIT_PATH = 'consensus/credit';
const NAME = 'incentive';

/** Blocks that a vote may follow late; then the block is rewarded. */
const REWARD_DELAY_BLOCKS = 5;

/** A non-empty block whose reward is still to come. */
interface OpenReward {
	readonly height: number;
	readonly proposer: number;
	readonly voters: readonly number[];
	/** One entry for each late vote that a later proposer carried. */
	readonly carriers: readonly number[];
}

export function writeCreditLedger(overlay: StateOverlay, ledger: CreditLedger): void {
	overlay.write(CREDIT_PATH, decode(encodeCreditLedger(ledger), STATE_VALUE_MAX_BYTES) as Plain);
}

export function writeGenesisCredit(overlay: StateOverlay, validators: number): void {
	writeCreditLedger(overlay, genesisLedger(validators));
}

/** Applies the credit rules to a final block and pays the block that is now closed to late votes. */
export function accountForBlock(context: CallContext, block: Block, validators: readonly string[]): void {
	const { overlay } = context.block;
	const before = decodeCreditLedger(overlay.get(CREDIT_PATH) as Uint8Array);
	const { ledger, changes } = applyCredit(before, block.header, block.transactions.length);
	writeCreditLedger(overlay, ledger);
	for (const change of changes) emitChange(context, change);
	const space = context.space(NAME);
	const open = space.get<readonly OpenReward[]>('open-rewards') ?? [];
	const { height, proposer } = block.header;
	const followed = open.map((reward) => withVotes(reward, changes, proposer));
	for (const reward of followed)
		if (reward.height <= height - REWARD_DELAY_BLOCKS) payReward(context, reward, ledger, validators);
	const waiting = followed.filter((reward) => reward.height > height - REWARD_DELAY_BLOCKS);
	if (block.transactions.length > 0) waiting.push({ height, proposer, voters: [], carriers: [] });
	if (open.length > 0 || waiting.length > 0) space.set('open-rewards', waiting);
}

function emitChange(context: CallContext, change: CreditChange): void {
	if (change.change === 0 && change.participationChange === 0 && change.rule !== 'blamed') return;
	const { validator, credit, participation, participationChange, rule, round, benchedUntil } = change;
	const figures = { credit, participation, change: change.change, participationChange };
	context.emit({ kind: 'validator-credit', validator, ...figures, rule, round, benchedUntil });
}

function withVotes(reward: OpenReward, changes: readonly CreditChange[], carrier: number): OpenReward {
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
 * 10 % to the carriers of late votes; what is left of the reward goes to the market participants' pool.
 */
function payReward(
	context: CallContext,
	reward: OpenReward,
	ledger: CreditLedger,
	validators: readonly string[],
): void {
	const total = Math.min(context.market.blockReward, balanceOf(context, REWARD_BUDGET_ACCOUNT));
	if (total === 0) return;
	const ofProposer = mulDivFloor(total, 40, 100);
	const ofVoters = mulDivFloor(total, 50, 100);
	let left = total;
	const payValidator = (validator: number, amount: MicroMoney, reason: RewardReason): void => {
		left -= amount;
		emitReward(context, validatorAccount(validators[validator] as string), validator, amount, reason);
	};
	const credit = ledger.validators[reward.proposer]?.credit ?? 0;
	payValidator(reward.proposer, mulDivFloor(ofProposer, credit, DEFAULT_CREDIT.maxCredit), 'proposer');
	for (const voter of reward.voters) {
		const participation = ledger.validators[voter]?.participation ?? 0;
		const share = mulDivFloor(ofVoters, 1, reward.voters.length);
		payValidator(voter, mulDivFloor(share, participation, DEFAULT_CREDIT.maxParticipation), 'voter');
	}
	const carried = validators.map((_, index) => reward.carriers.filter((carrier) => carrier === index).length);
	const ofCarriers = largestRemainder(total - ofProposer - ofVoters, carried);
	ofCarriers.forEach((amount, validator) => {
		payValidator(validator, amount, 'carrier');
	});
	emitReward(context, INCENTIVE_POOL_ACCOUNT, null, left, 'pool');
}

type RewardReason = Extract<ContractEvent, { kind: 'reward-paid' }>['reason'];

function emitReward(
	context: CallContext,
	to: string,
	validator: number | null,
	amount: MicroMoney,
	reason: RewardReason,
): void {
	if (amount === 0) return;
	moveMoney(context, REWARD_BUDGET_ACCOUNT, to, amount);
	context.emit({ kind: 'reward-paid', to, validator, amount, reason });
}
