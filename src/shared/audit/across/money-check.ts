import type { MicroMoney } from '../../codec/units.ts';
import type { CheckBoard } from '../check-board.ts';
import { because } from '../reasons.ts';
import { type AcrossPair, channelFault, isCovered, isUsed } from './across-chain.ts';
import type { ChannelRecord } from './channel-record.ts';

/**
 * The accounts that two chains keep for each other come to what is on its way between them. Both are shown whole, and so
 * far that each shows what the other did.
 */
export function checkMoney(pairs: readonly AcrossPair[], board: CheckBoard): void {
	for (const pair of pairs) {
		const { here, there, own, other } = pair;
		if (here.chainId > there.chainId || !here.isWhole || !there.isWhole || !isUsed(pair)) continue;
		if (!other || !isCovered(pair)) {
			board.count('money', 'channels-not-shown');
			continue;
		}
		board.guard('money', () => {
			const sum = own.balance + other.balance;
			const onItsWay = moneyOnItsWay(own, other) + moneyOnItsWay(other, own);
			const [first, second] = [here.chainId, there.chainId];
			if (sum !== onItsWay)
				throw channelFault(second, because('accounts-do-not-meet', { first, second, sum, onItsWay }));
			board.count('money', 'channels');
		});
	}
}

/** Taken from senders, and from takers of offers, and neither paid there nor given back. */
function moneyOnItsWay(from: ChannelRecord, to: ChannelRecord): MicroMoney {
	let sum = 0;
	for (const [sequence, { kind, amount, taken }] of from.sent) {
		const isPaid = to.received.get(sequence)?.answer.ok ?? false;
		if (isPaid || from.closed.has(sequence)) continue;
		if (kind === 'money') sum += amount;
		if (taken !== null) sum += to.offered(taken);
	}
	return sum;
}
