import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCredit } from '../../../src/main/core/consensus/credit.ts';
import { encodeCreditLedger } from '../../../src/main/core/consensus/credit-codec.ts';
import { type CreditLedger, genesisLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import { CREDIT_PATH } from '../../../src/main/core/contracts/incentive/block-accounting.ts';
import { epochLedger } from '../../../src/main/core/contracts/incentive/epoch-ledger.ts';
import type { Block, BlockHeader, Evidence, LateVote, TimeoutCertificate } from '../../../src/shared/codec/block.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { type EpochDescription, genesisEpoch } from '../../../src/shared/codec/epoch.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import type { GovernanceChange } from '../../../src/shared/codec/governance.ts';
import { buildBlock, EngineMarket, epochOf, START } from '../../fixtures/engine-market.ts';
import { addition, newValidator, sendGovernance } from '../../fixtures/governance.ts';

/** What one block does, as bare numbers that are read modulo what is possible. */
interface Choice {
	readonly transactions: number;
	readonly proposer: number;
	/** Validators whose vote misses the parent's certificate, as bits. */
	readonly missing: number;
	/** Failed rounds before the block. */
	readonly failed: number;
	readonly blamed: number;
	readonly late: number;
	/** Names an offender when below the number of validators. */
	readonly offender: number;
	readonly governance: number;
}

const choice: fc.Arbitrary<Choice> = fc.record({
	transactions: fc.nat(2),
	proposer: fc.nat(100),
	missing: fc.nat(255),
	failed: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
	blamed: fc.nat(100),
	late: fc.nat(255),
	offender: fc.nat(60),
	governance: fc.nat(14),
});

const signature = new Uint8Array(64);
const digest = (byte: number) => new Uint8Array(32).fill(byte);

/** A chain whose headers are made of choices, with everything that moves credit; no votes are really signed. */
class RandomChain {
	readonly market = new EngineMarket();
	readonly blocks: Block[] = [];
	readonly events: { readonly height: number; readonly event: ContractEvent }[] = [];
	readonly epochs: EpochDescription[] = [genesisEpoch(this.market.genesis)];
	#round = 0;
	#convicted = new Set<number>();
	#lateSeen = new Set<string>();

	add(pick: Choice): void {
		const { market } = this;
		for (let n = 0; n < pick.transactions; n++)
			market.send('home-01', calls.ledger.transfer({ to: 'home-02', amount: 1 }));
		this.#govern(pick.governance);
		const { validators, epoch, startHeight } = epochOf(market.engine);
		const built = buildBlock(market.engine, START + this.blocks.length + 1, market.takeWaiting());
		const round = this.#round + 1 + pick.failed;
		const everyone = validators.map((_, index) => index);
		const signers = this.#round === 0 ? [] : everyone.filter((index) => index === 0 || !((pick.missing >> index) & 1));
		const header: BlockHeader = {
			...built.header,
			round,
			proposer: pick.proposer % validators.length,
			parentQc: { ...built.header.parentQc, round: this.#round, signers, signatures: signers.map(() => signature) },
			lateVotes: this.#lateVotes(pick.late, startHeight, validators.length),
			timeoutCertificates: this.#certificates(pick, round, validators.length),
			evidence: this.#evidence(pick.offender, validators.length),
		};
		expect(header.epoch).toBe(epoch);
		const block = { header, transactions: built.transactions };
		const { events, nextEpoch } = market.engine.execute(block);
		this.blocks.push(block);
		this.events.push(...events.map((event) => ({ height: header.height, event })));
		this.#round = round;
		if (!nextEpoch) return;
		this.epochs.push(nextEpoch);
		this.#round = 0;
		this.#convicted.clear();
	}

	/** One validator joins, leaves, or the rule for votes changes: rarely. */
	#govern(what: number): void {
		const { market } = this;
		const { validators, credit } = epochOf(market.engine);
		const changes: GovernanceChange[] = [];
		const joining = ['validator-4', 'validator-5', 'validator-1'].find(
			(id) => !validators.some((each) => each.id === id),
		);
		if (what === 0 && joining !== undefined) changes.push(addition(market.chainId, newValidator(joining)));
		if (what === 1 && validators.length > 3)
			changes.push({ kind: 'remove-validator', validator: validators[1]?.id as string });
		if (what === 2)
			changes.push({ kind: 'credit-parameters', parameters: [{ name: 'voteGain', value: (credit.voteGain % 5) + 1 }] });
		if (changes.length === 0) return;
		// A change that is on its way already is refused, and its number goes to the next proposal.
		const number = market.engine.state.get('governance/proposals');
		const next = number ? (decode(number, 64) as number) : 0;
		sendGovernance(
			market,
			`P-${next}`,
			changes,
			validators.map(({ id }) => id),
		);
	}

	#lateVotes(late: number, startHeight: number, size: number): LateVote[] {
		const votes: LateVote[] = [];
		const tip = this.blocks.length;
		for (let depth = 2; depth <= 4; depth++) {
			const height = tip + 1 - depth;
			const block = this.blocks[height - 1];
			const voter = (late >> depth) % size;
			if (!block || height <= startHeight || this.#lateSeen.has(`${height}/${voter}`)) continue;
			if (this.blocks[height]?.header.parentQc.signers.includes(voter)) continue;
			this.#lateSeen.add(`${height}/${voter}`);
			votes.push({ blockId: digest(1), round: block.header.round, parentRound: 0, voter, signature });
		}
		return votes.sort((a, b) => a.round - b.round || a.voter - b.voter);
	}

	#certificates({ failed, blamed }: Choice, round: number, size: number): TimeoutCertificate[] {
		if (failed === 0 || this.#round === 0) return [];
		const highQc = { blockId: digest(2), round: this.#round, parentRound: 0, signers: [], signatures: [] };
		const entries = Array.from({ length: size }, (_, signer) => ({
			signer,
			qcRound: this.#round,
			awaitedLeader: blamed % size,
			reason: 'no-proposal' as const,
			signature,
		}));
		return [{ round: round - 1, highQc, entries }];
	}

	#evidence(offender: number, size: number): Evidence[] {
		if (offender >= size || this.#convicted.has(offender)) return [];
		this.#convicted.add(offender);
		const vote = (byte: number) => ({
			kind: 'vote' as const,
			round: 7,
			blockId: digest(byte),
			parentRound: 6,
			signature,
		});
		return [{ offender, first: vote(1), second: vote(2) }];
	}

	/** What the rules alone say of the headers, without the engine. */
	ledger(): CreditLedger {
		let ledger = genesisLedger(this.market.genesis.validators.length);
		let epoch = this.epochs[0] as EpochDescription;
		for (const { header, transactions } of this.blocks) {
			ledger = applyCredit(ledger, header, transactions.length, epoch.credit).ledger;
			const next = this.epochs.find(({ startHeight }) => startHeight === header.height && startHeight > 0);
			if (!next) continue;
			ledger = epochLedger(ledger, epoch.validators, next);
			epoch = next;
		}
		return ledger;
	}
}

function grown(choices: readonly Choice[]): RandomChain {
	const chain = new RandomChain();
	for (const pick of choices) chain.add(pick);
	return chain;
}

const histories = fc.array(choice, { minLength: 1, maxLength: 60 });

describe('over random histories', () => {
	it('the state holds the ledger that the rules give on the headers, epochs included', () => {
		fc.assert(
			fc.property(histories, (choices) => {
				const chain = grown(choices);
				expect(chain.market.engine.state.get(CREDIT_PATH)).toEqual(encodeCreditLedger(chain.ledger()));
			}),
			{ numRuns: 25 },
		);
	});

	it('a validator’s changes since its epoch began add up to its figures in the state', () => {
		fc.assert(
			fc.property(histories, (choices) => {
				const chain = grown(choices);
				const epoch = chain.epochs.at(-1) as EpochDescription;
				const figures = startOf(chain, epoch).map(({ credit, participation, benchedUntil }) => ({
					credit,
					participation,
					benchedUntil,
				}));
				for (const { event } of chain.events) {
					if (event.kind !== 'validator-credit' || event.epoch !== epoch.epoch) continue;
					const mine = figures[event.validator] as (typeof figures)[number];
					mine.credit += event.change;
					mine.participation += event.participationChange;
					mine.benchedUntil = event.benchedUntil;
					expect([mine.credit, mine.participation]).toEqual([event.credit, event.participation]);
					expect(event.id).toBe(epoch.validators[event.validator]?.id);
				}
				const state = chain
					.ledger()
					.validators.map(({ credit, participation, benchedUntil }) => ({ credit, participation, benchedUntil }));
				expect(figures).toEqual(state);
			}),
			{ numRuns: 25 },
		);
	});

	it('rewards and slashes add up to the balances of the validators and the pool', () => {
		fc.assert(
			fc.property(histories, (choices) => {
				const chain = grown(choices);
				const balances = new Map<string, number>();
				const move = (account: string, amount: number) => balances.set(account, (balances.get(account) ?? 0) + amount);
				for (const { event } of chain.events) {
					if (event.kind === 'reward-paid') move(event.to, event.amount);
					if (event.kind !== 'validator-slashed') continue;
					expect(event.amount).toBe(balances.get(`$validator/${event.id}`) ?? 0);
					move(`$validator/${event.id}`, -event.amount);
					move('$incentive-pool', event.amount);
				}
				for (const [account, balance] of balances) expect(chain.market.balance(account), account).toBe(balance);
				const budget = chain.market.genesis.market.rewardBudget;
				expect(chain.market.balance('$reward-budget')).toBe(budget - [...balances.values()].reduce((a, b) => a + b, 0));
			}),
			{ numRuns: 25 },
		);
	});

	it('every figure names the block that caused it', () => {
		fc.assert(
			fc.property(histories, (choices) => {
				const chain = grown(choices);
				const blockAt = (height: number) => chain.blocks[height - 1] as Block;
				for (const { height, event } of chain.events) {
					if (event.kind === 'reward-paid') {
						const { header, transactions } = blockAt(event.height);
						expect(transactions.length).toBeGreaterThan(0);
						expect([header.epoch, header.round]).toEqual([event.epoch, event.round]);
						if (event.reason === 'proposer') expect(event.validator).toBe(header.proposer);
					}
					if (event.kind === 'validator-slashed')
						expect(blockAt(event.height).header.evidence.map(({ offender }) => offender)).toEqual([event.validator]);
					if (event.kind === 'validator-credit') {
						expect(event.carrierHeight).toBe(height);
						requireCause(event, blockAt(height).header, event.height === 0 ? null : blockAt(event.height));
					}
				}
			}),
			{ numRuns: 25 },
		);
	});

	it('nobody earns once convicted, until the epoch ends', () => {
		fc.assert(
			fc.property(histories, (choices) => {
				const chain = grown(choices);
				const convicted = new Set<string>();
				for (const { event } of chain.events) {
					if (event.kind === 'validator-slashed') convicted.add(`${event.epoch}/${event.validator}`);
					if (event.kind === 'reward-paid' && event.validator !== null)
						expect(convicted.has(`${event.epoch}/${event.validator}`)).toBe(false);
				}
			}),
			{ numRuns: 25 },
		);
	});

	it('reach every rule, and epochs', () => {
		const seen = new Set<string>();
		fc.assert(
			fc.property(fc.array(choice, { minLength: 40, maxLength: 60 }), (choices) => {
				const chain = grown(choices);
				for (const { event } of chain.events) {
					seen.add(event.kind);
					if (event.kind === 'validator-credit') seen.add(event.rule);
					if (event.kind === 'reward-paid') seen.add(event.reason);
				}
			}),
			{ numRuns: 15 },
		);
		for (const wanted of [
			'own-block',
			'vote-credited',
			'vote-missed',
			'blamed',
			'outage',
			'convicted',
			'validator-slashed',
			'carrier',
			'epoch-changed',
		])
			expect(seen).toContain(wanted);
	});
});

function startOf(chain: RandomChain, { epoch }: EpochDescription) {
	for (const { event } of chain.events)
		if (event.kind === 'epoch-changed' && event.description.epoch === epoch) return event.figures;
	return genesisLedger(chain.market.genesis.validators.length).validators;
}

function requireCause(
	event: Extract<ContractEvent, { kind: 'validator-credit' }>,
	carrier: BlockHeader,
	about: Block | null,
): void {
	switch (event.rule) {
		case 'own-block':
			return expect([about?.header.proposer, about?.header.round]).toEqual([event.validator, event.round]);
		case 'vote-credited': {
			const isLate = carrier.lateVotes.some(({ round, voter }) => round === event.round && voter === event.validator);
			const isInTime = carrier.height === event.height + 1 && carrier.parentQc.signers.includes(event.validator);
			expect(isLate || isInTime).toBe(true);
			return expect(about?.header.round).toBe(event.round);
		}
		case 'vote-missed':
			return expect([about?.header.round, event.carrierHeight]).toEqual([event.round, event.height + 5]);
		case 'convicted':
			return expect(about?.header).toBe(carrier);
		default:
			return expect(carrier.timeoutCertificates.map(({ round }) => round)).toContain(event.round);
	}
}
