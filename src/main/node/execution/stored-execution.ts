import type { Digest } from '../../../shared/codec/bytes.ts';
import { CREDIT_PATH } from '../../core/contracts/incentive/block-accounting.ts';
import type { ExecutionResult } from '../../core/contracts/types.ts';
import type { StoredExecution } from '../store/types.ts';

/** What the store keeps of a block's execution beside its writes. */
export function storedExecutionOf(result: ExecutionResult): StoredExecution {
	const { height, stateRoot, receipts, events, nextDeadline, writes } = result;
	return {
		height,
		stateRoot,
		transactionIds: receipts.flatMap(({ transactionId }): Digest[] => (transactionId ? [transactionId] : [])),
		receipts,
		events,
		nextDeadline,
		credit: writes.find(({ path }) => path === CREDIT_PATH)?.value ?? null,
	};
}
