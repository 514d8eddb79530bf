import { describe, expect, it } from 'vitest';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { GOVERNANCE_LIMITS, type GovernanceChange, observerPath } from '../../../src/shared/codec/governance.ts';
import { EngineMarket, epochOf, keyOf, neighbourhoodGenesis, START } from '../../fixtures/engine-market.ts';
import {
	addition,
	approval,
	codesOf,
	enacted,
	eventsOf,
	newValidator,
	QUORUM,
	sendGovernance,
} from '../../fixtures/governance.ts';

const EVERYONE = [...QUORUM, 'validator-3'];

/** Proposes `changes` alone in a fresh market and answers with the code of the refusal, or null. */
function codeOfProposal(make: (market: EngineMarket) => readonly GovernanceChange[]): string | null | undefined {
	const market = new EngineMarket();
	market.send('home-01', calls.governance.propose({ changes: make(market), text: 'test' }));
	return codesOf(market.block(START + 1))[0];
}

describe('a proposal', () => {
	it('is enacted by the approval that makes a quorum of the epoch, whoever carries it', () => {
		const market = new EngineMarket();
		const changes: GovernanceChange[] = [{ kind: 'block-reward', amount: 7 }];
		sendGovernance(market, 'P-0', changes, ['validator-0', 'validator-1']);
		const first = market.block(START + 1);
		expect(codesOf(first)).toEqual([null, null, null]);
		expect(eventsOf(first, 'governance-enacted')).toEqual([]);
		market.send('home-03', approval(market, 'P-0', changes, 'validator-3'));
		const second = market.block(START + 2);
		expect(eventsOf(second, 'governance-enacted')).toMatchObject([
			{ proposal: 'P-0', approvals: ['validator-0', 'validator-1', 'validator-3'], epochEndsAt: null },
		]);
		market.send('home-03', approval(market, 'P-0', changes, 'validator-2'));
		expect(codesOf(market.block(START + 3))).toEqual(['PROPOSAL_UNKNOWN']);
	});

	it('counts one approval of each validator, signed by its consensus key for this proposal and epoch', () => {
		const market = new EngineMarket();
		const changes: GovernanceChange[] = [{ kind: 'block-reward', amount: 7 }];
		const other: GovernanceChange[] = [{ kind: 'block-reward', amount: 8 }];
		sendGovernance(market, 'P-0', changes, ['validator-0', 'validator-0']);
		market.send('home-02', approval(market, 'P-0', other, 'validator-1'));
		market.send('home-02', approval(market, 'P-1', changes, 'validator-1'));
		market.send('home-02', approval(market, 'P-0', changes, 'validator-1', 'validator-2'));
		market.send('home-02', approval(market, 'P-0', changes, 'home-01'));
		expect(codesOf(market.block(START + 1))).toEqual([
			null,
			null,
			'APPROVAL_REPEATED',
			'APPROVAL_SIGNATURE',
			'PROPOSAL_UNKNOWN',
			'APPROVAL_SIGNATURE',
			'VALIDATOR_UNKNOWN',
		]);
	});

	it('starts anew in the next epoch: approvals of the one before are void and cannot be sent again', () => {
		const market = new EngineMarket();
		const changes: GovernanceChange[] = [{ kind: 'block-reward', amount: 7 }];
		sendGovernance(market, 'P-0', changes, ['validator-0', 'validator-1']);
		const old = approval(market, 'P-0', changes, 'validator-2');
		sendGovernance(market, 'P-1', [{ kind: 'remove-validator', validator: 'validator-3' }], QUORUM);
		for (let n = 1; n <= 5; n++) market.block(START + n);
		expect(epochOf(market.engine).epoch).toBe(1);
		market.send('home-02', old);
		market.send('home-02', approval(market, 'P-0', changes, 'validator-2'));
		const result = market.block(START + 6);
		expect(codesOf(result)).toEqual(['APPROVAL_SIGNATURE', null]);
		expect(eventsOf(result, 'governance-approved')).toMatchObject([{ approvals: 1, needed: 3, epoch: 1 }]);
	});

	it('is withdrawn by its proposer alone', () => {
		const market = new EngineMarket();
		sendGovernance(market, 'P-0', [{ kind: 'block-reward', amount: 7 }], []);
		market.send('home-02', calls.governance.withdraw({ proposal: 'P-0' }));
		market.send('home-01', calls.governance.withdraw({ proposal: 'P-0' }));
		market.send('home-01', calls.governance.withdraw({ proposal: 'P-0' }));
		expect(codesOf(market.block(START + 1))).toEqual([null, 'CALL_FORBIDDEN', null, 'PROPOSAL_UNKNOWN']);
	});

	it('lapses after its lifetime', () => {
		const market = new EngineMarket();
		sendGovernance(market, 'P-0', [{ kind: 'block-reward', amount: 7 }], ['validator-0']);
		market.block(START + 1);
		expect(market.engine.nextDeadline).toBe(START + 1 + GOVERNANCE_LIMITS.lifetimeMs);
		const lapsed = market.block(START + 1 + GOVERNANCE_LIMITS.lifetimeMs);
		expect(eventsOf(lapsed, 'governance-expired')).toEqual([{ kind: 'governance-expired', proposal: 'P-0' }]);
		market.send('home-02', approval(market, 'P-0', [{ kind: 'block-reward', amount: 7 }], 'validator-1'));
		expect(codesOf(market.block(START + 2 + GOVERNANCE_LIMITS.lifetimeMs))).toEqual(['PROPOSAL_UNKNOWN']);
	});

	it('is refused while its proposer has four open, and a closed one makes room', () => {
		const market = new EngineMarket();
		for (let n = 0; n < 5; n++) sendGovernance(market, '', [{ kind: 'block-reward', amount: n }], []);
		market.send('home-01', calls.governance.withdraw({ proposal: 'P-2' }));
		sendGovernance(market, '', [{ kind: 'block-reward', amount: 9 }], []);
		expect(codesOf(market.block(START + 1))).toEqual([null, null, null, null, 'PROPOSALS_TOO_MANY', null, null]);
	});

	it('names at least one change, and what it changes must be possible', () => {
		expect(codeOfProposal(() => [])).toBe('PROPOSAL_EMPTY');
		expect(codeOfProposal(() => [{ kind: 'consensus-parameters', parameters: [] }])).toBe('PROPOSAL_EMPTY');
		expect(codeOfProposal(() => [{ kind: 'remove-validator', validator: 'nobody' }])).toBe('VALIDATOR_UNKNOWN');
		const removals = EVERYONE.map((validator) => ({ kind: 'remove-validator', validator }) as const);
		expect(codeOfProposal(() => removals)).toBe('VALIDATORS_TOO_FEW');
		expect(codeOfProposal(() => removals.slice(1))).toBe(null);
	});

	it('keeps parameters within ranges that a network can work with, and in order', () => {
		const consensus = (...parameters: { name: 'baseTimeoutMinMs' | 'roundTimeoutMaxMs'; value: number }[]) =>
			codeOfProposal(() => [{ kind: 'consensus-parameters', parameters }]);
		expect(consensus({ name: 'roundTimeoutMaxMs', value: 29_999 })).toBe('PARAMETER_RANGE');
		expect(consensus({ name: 'baseTimeoutMinMs', value: 1_001 })).toBe('PARAMETER_ORDER');
		const twice = { name: 'baseTimeoutMinMs', value: 300 } as const;
		expect(consensus(twice, twice)).toBe('PARAMETER_TWICE');
		expect(consensus(twice)).toBe(null);
		const credit = (name: 'maxCredit' | 'voteGain', value: number) =>
			codeOfProposal(() => [{ kind: 'credit-parameters', parameters: [{ name, value }] }]);
		expect(credit('maxCredit', 1_001)).toBe('PARAMETER_RANGE');
		expect(credit('maxCredit', 400)).toBe('PARAMETER_ORDER');
		expect(credit('voteGain', 3)).toBe(null);
	});
});

describe("a new validator's key", () => {
	const withKey = (publicKey: Uint8Array) =>
		codeOfProposal(({ chainId }) => [addition(chainId, { ...newValidator('newcomer'), publicKey })]);

	it('is a canonical point of the curve, not of small order and free of torsion', () => {
		const from = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
		expect(withKey(from('ff'.repeat(32)))).toBe('KEY_ENCODING');
		expect(withKey(from(`02${'00'.repeat(31)}`))).toBe('KEY_ENCODING');
		expect(withKey(from(`01${'00'.repeat(31)}`))).toBe('KEY_SMALL_ORDER');
		expect(withKey(from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'))).toBe('KEY_SMALL_ORDER');
		expect(withKey(from('cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d'))).toBe('KEY_TORSION');
	});

	it('signed its own registration: this chain, this validator, this peer and these addresses', () => {
		const holder = newValidator('newcomer');
		expect(codeOfProposal(() => [addition('other-chain', holder)])).toBe('KEY_NOT_POSSESSED');
		expect(codeOfProposal(({ chainId }) => [addition(chainId, holder, 'thief')])).toBe('KEY_NOT_POSSESSED');
		const other = (change: Partial<typeof holder>) =>
			codeOfProposal(({ chainId }) => {
				const made = addition(chainId, holder);
				return made.kind === 'add-validator' ? [{ ...made, validator: { ...holder, ...change } }] : [];
			});
		expect(other({ peerId: 'elsewhere' })).toBe('KEY_NOT_POSSESSED');
		expect(other({ addresses: [] })).toBe('KEY_NOT_POSSESSED');
		expect(other({ id: 'another' })).toBe('KEY_NOT_POSSESSED');
		expect(other({ name: 'Another name' })).toBe(null);
	});

	it('is no other validator’s, nor is its peer id', () => {
		const taken = ({ chainId }: EngineMarket) => [
			addition(chainId, newValidator('newcomer', 'validator-2'), 'validator-2'),
		];
		expect(codeOfProposal(taken)).toBe('KEY_IN_USE');
		const twice = ({ chainId }: EngineMarket) => [
			addition(chainId, newValidator('one')),
			addition(chainId, { ...newValidator('two'), peerId: 'peer-of-one' }),
		];
		expect(codeOfProposal(twice)).toBe('PEER_IN_USE');
		expect(codeOfProposal(({ chainId }) => [addition(chainId, newValidator('validator-1', 'x'), 'x')])).toBe(
			'VALIDATOR_EXISTS',
		);
	});
});

describe('changes that take effect at once', () => {
	it('set the reward of a block from the next payment on', () => {
		const { market } = enacted(() => [{ kind: 'block-reward', amount: 1_000 }]);
		for (let n = 2; n <= 6; n++) market.block(START + n);
		const paid = market.events.filter((event) => event.kind === 'reward-paid');
		expect(paid.reduce((sum, { amount }) => sum + amount, 0)).toBe(1_000);
	});

	it('move collected fees, and no more than there are, to the reward budget', () => {
		const market = new EngineMarket();
		const fund = (amount: number): GovernanceChange[] => [{ kind: 'reward-budget', amount }];
		sendGovernance(market, 'P-0', fund(450), QUORUM);
		expect(codesOf(market.block(START + 1))).toEqual([null, null, null, 'FUNDS_SHORT']);
		market.send('home-02', approval(market, 'P-0', fund(450), 'validator-2'));
		const budget = market.balance('$reward-budget');
		const { receipts, events } = market.block(START + 2);
		expect(receipts.at(-1)?.code).toBe(null);
		expect(events).toContainEqual({
			kind: 'transfer',
			from: '$fees',
			to: '$reward-budget',
			amount: 450,
			reason: 'reward-budget',
			subject: 'P-0',
		});
		expect(market.balance('$reward-budget') - budget).toBe(450);
		expect(market.balance('$fees')).toBe(5 * 100 - 450);
	});

	it('admit and remove observers, each once', () => {
		const admit: GovernanceChange = { kind: 'admit-observer', peerId: 'peer-of-auditor', name: 'Auditor' };
		const { market } = enacted(() => [admit]);
		const leaf = market.engine.state.get(observerPath('peer-of-auditor')) as Uint8Array;
		expect(decode(leaf, 1_000)).toEqual({ name: 'Auditor' });
		sendGovernance(market, 'P-1', [admit], QUORUM);
		sendGovernance(market, 'P-2', [{ kind: 'remove-observer', peerId: 'peer-of-auditor' }], QUORUM);
		sendGovernance(market, 'P-3', [{ kind: 'remove-observer', peerId: 'peer-of-auditor' }], QUORUM);
		const failed = codesOf(market.block(START + 2)).filter((code) => code !== null);
		expect(failed).toEqual(['OBSERVER_EXISTS', 'OBSERVER_UNKNOWN']);
		expect(market.engine.state.get(observerPath('peer-of-auditor'))).toBeUndefined();
	});

	it('happen all or not at all', () => {
		const market = new EngineMarket();
		const changes: GovernanceChange[] = [
			{ kind: 'admit-observer', peerId: 'peer-of-auditor', name: 'Auditor' },
			{ kind: 'reward-budget', amount: 1_000_000 },
		];
		sendGovernance(market, 'P-0', changes, EVERYONE);
		expect(codesOf(market.block(START + 1))).toEqual([null, null, null, 'FUNDS_SHORT', 'FUNDS_SHORT']);
		expect(market.engine.state.get(observerPath('peer-of-auditor'))).toBeUndefined();
	});
});

describe('an approval', () => {
	it('is refused as malformed when its signature is no 64 bytes', () => {
		expect(() =>
			calls.governance.approve({ proposal: 'P-0', validator: 'validator-0', signature: keyOf('x').publicKey }),
		).toThrow(expect.objectContaining({ code: 'CODEC_INVALID' }));
	});

	it('counts in a network of one validator as the quorum', () => {
		const market = new EngineMarket(neighbourhoodGenesis({ validators: 1 }));
		sendGovernance(market, 'P-0', [addition(market.chainId, newValidator('second'))], ['validator-0']);
		const result = market.block(START + 1);
		expect(eventsOf(result, 'governance-enacted')).toHaveLength(1);
		expect(result.epochEndsAt).toBe(5);
	});
});
