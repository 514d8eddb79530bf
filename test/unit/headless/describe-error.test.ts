import { describe, expect, it } from 'vitest';
import { describeError } from '../../../src/main/headless/describe-error.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';

describe('what a terminal shows of a failure', () => {
	it('fills the facts into the message and into the action', () => {
		const error = new CodedError('DEMO_VALIDATOR_FAILED', { validator: 2, directory: '/d', reason: 'SIGKILL' });
		expect(describeError(error)).toBe(
			'DEMO_VALIDATOR_FAILED: Validator 2 did not start: SIGKILL.\nLook at its log in /d.',
		);
	});

	it('ends a sentence once where a detail is one itself', () => {
		expect(new CodedError('TESTNET_INVALID', { reason: 'Peer a is down.' }).message).toBe(
			'The network cannot be made: Peer a is down.',
		);
		expect(new CodedError('TESTNET_INVALID', { reason: 'dialling …' }).message).toBe(
			'The network cannot be made: dialling ….',
		);
	});
});
