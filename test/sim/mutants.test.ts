import { afterAll, describe, expect, it } from 'vitest';
import { type Mutation, mutated, type NamedTest, removeCopies, runUnder } from '../fixtures/mutation/run-under.ts';
import { readRepositoryFile } from '../fixtures/repository.ts';

const CORE = 'src/main/core/consensus';
const SAFETY = 'test/unit/consensus/safety.test.ts';
const TWINS = 'test/sim/twins/scenarios.test.ts';
const LATE = 'test/unit/consensus/late-votes.test.ts';
const PROOFS = 'test/unit/consensus/proofs.test.ts';

interface Mutant {
	readonly name: string;
	readonly mutations: readonly Mutation[];
	readonly killer: NamedTest;
}

/** Each seeded fault of the protocol, and the ordinary test that notices it. */
const MUTANTS: readonly Mutant[] = [
	{
		name: 'commits a certified parent and child whatever their rounds',
		mutations: [edit(`${CORE}/commits.ts`, 'node.round !== parent.round + 1', 'false')],
		killer: test(SAFETY, 'committing > commits only when the two certified rounds are consecutive'),
	},
	{
		name: 'accepts a two-chain proof of rounds that are not consecutive',
		mutations: [
			edit(
				'src/shared/proofs/commit-proof.ts',
				"if (childHeader.round !== certificate.round + 1) refuse('the two rounds are not consecutive');",
				'',
			),
		],
		killer: test(PROOFS, 'a commit proof > of parent and child whose rounds are not consecutive proves nothing'),
	},
	{
		name: 'does not write the vote and the safety state before the vote goes out',
		mutations: [
			edit(`${CORE}/votes.ts`, 'core.effects.persist(RECORD_KEYS.safety, encodeSafety(owner, core.safety));', ''),
			edit(
				`${CORE}/recovery.ts`,
				"const orphan = records.find((record) => record.key.startsWith('last-') && record.value);",
				'const orphan = null as { key: string } | null;',
			),
		],
		killer: test(SAFETY, 'voting > never votes twice in a round, not even after a restart'),
	},
	{
		name: 'sends before it writes',
		mutations: [
			edit(
				`${CORE}/effects.ts`,
				"[{ kind: 'persist', records }, ...effects]",
				"[...effects, { kind: 'persist', records }]",
			),
		],
		killer: test(SAFETY, 'effects > write every record before anything is sent'),
	},
	{
		name: 'casts an order vote for a round that it gave up',
		mutations: [
			edit(
				`${CORE}/safety.ts`,
				'round > safety.highestTimeoutRound && round > safety.lastOrderVoteRound',
				'round > safety.lastOrderVoteRound',
			),
		],
		killer: test(SAFETY, 'order votes > never go out at or below the highest timeout round'),
	},
	{
		name: 'casts two order votes in a round',
		mutations: [
			edit(
				`${CORE}/safety.ts`,
				'round > safety.highestTimeoutRound && round > safety.lastOrderVoteRound',
				'round > safety.highestTimeoutRound',
			),
		],
		killer: test(SAFETY, 'order votes > go out once, when the certificate of a round is seen'),
	},
	{
		name: 'does not check that a timeout certificate shows the highest certificate signed',
		mutations: [edit('src/shared/proofs/certificates.ts', 'highQc.round !== highest', 'false')],
		killer: test(
			SAFETY,
			'voting > refuses a timeout certificate whose highest certificate is not the highest that was signed',
		),
	},
	{
		name: 'votes for anybody’s proposal',
		mutations: [edit(`${CORE}/proposals.ts`, 'leader !== null && leader !== header.proposer && !isCertified', 'false')],
		killer: test(SAFETY, 'voting > refuses a proposal of another validator than the leader'),
	},
	{
		name: 'lets a proposal leave a gap without a timeout certificate',
		mutations: [
			edit(
				`${CORE}/proposals.ts`,
				"if (opening?.round !== round - 1)\n\t\tthrow refusal('proposal', round, 'a gap needs the timeout certificate of the round before');",
				'if (!opening) return null;',
			),
		],
		killer: test(SAFETY, 'voting > refuses a proposal across a gap without the timeout certificate'),
	},
	{
		name: 'lets a proposal build below the highest certificate of its timeout certificate',
		mutations: [
			edit(
				`${CORE}/proposals.ts`,
				'highQc.round !== parentQc.round || !equalBytes(highQc.blockId, parentQc.blockId)',
				'false',
			),
		],
		killer: test(SAFETY, 'voting > refuses a parent below the highest certificate of the timeout certificate'),
	},
	{
		name: 'votes again in the round of its last vote',
		mutations: [
			edit(`${CORE}/safety.ts`, 'return round > safety.lastVotedRound;', 'return round >= safety.lastVotedRound;'),
		],
		killer: test(SAFETY, 'voting > never votes twice in a round, not even after a restart'),
	},
	{
		name: 'proposes twice in a round',
		mutations: [edit(`${CORE}/safety.ts`, 'round > safety.lastProposedRound &&', '')],
		killer: test(SAFETY, 'rounds > are led once: a leader proposes one block, the same after a restart'),
	},
	{
		name: 'gives up a round with a certificate below its lock',
		mutations: [edit(`${CORE}/safety.ts`, 'qcRound >= safety.lock &&', '')],
		killer: test(
			SAFETY,
			'the lock > forbids a timeout with a certificate below it, or in a round that no certificate opens',
		),
	},
	{
		name: 'does not raise its lock with an order vote',
		mutations: [
			edit(
				`${CORE}/safety.ts`,
				'lastOrderVoteRound: round, lock: Math.max(safety.lock, round)',
				'lastOrderVoteRound: round',
			),
		],
		killer: test(SAFETY, 'the lock > rises to the parent of a vote and to the round of an order vote, never down'),
	},
	{
		name: 'takes f+1 signatures for a quorum',
		mutations: [
			edit(
				'src/shared/proofs/certificates.ts',
				'return Math.floor((2 * validators) / 3) + 1;',
				'return Math.floor((validators - 1) / 3) + 1;',
			),
		],
		killer: test(SAFETY, 'committing > takes no fewer votes than a quorum for a certificate'),
	},
	{
		name: 'goes on voting in a round that it gave up',
		mutations: [
			edit(`${CORE}/safety.ts`, 'lastVotedRound: round, highestTimeoutRound: round', 'highestTimeoutRound: round'),
		],
		killer: test(SAFETY, 'voting > does not vote in a round that it gave up on, not even after a restart'),
	},
	{
		name: 'checks no signature',
		mutations: [
			edit(
				`${CORE}/signature-cache.ts`,
				'if (!this.#verifier.verify(publicKey, message, signature)) return false;',
				'',
			),
		],
		killer: test(SAFETY, 'voting > refuses a certificate with too few or wrong signatures'),
	},
	{
		name: 'takes votes for order votes: one signing domain for both',
		mutations: [edit('src/shared/codec/consensus-signing.ts', "'order-vote', blockId]", "'vote', blockId, round - 1]")],
		killer: test(PROOFS, 'a commit proof > of votes does not pass for one of order votes'),
	},
	{
		name: 'does not check that a block’s time follows its parent’s',
		mutations: [edit(`${CORE}/proposals.ts`, 'header.time <= parent.time', 'false')],
		killer: test(SAFETY, 'voting > refuses a time at or below the parent’s, or far behind its clock'),
	},
	{
		name: 'votes for a block ahead of its clock',
		mutations: [edit(`${CORE}/proposals.ts`, 'return ahead <= 0 ? 0 :', 'return ahead <= ahead ? 0 :')],
		killer: test(SAFETY, 'voting > holds a proposal ahead of its clock and votes when the clock has come'),
	},
	{
		name: 'votes for another state root than its own',
		mutations: [edit(`${CORE}/proposals.ts`, '!equalBytes(header.stateRoot, root)', 'false')],
		killer: test(SAFETY, 'voting > does not vote for a state root that differs from its own'),
	},
	{
		name: 'takes transactions that are not the header’s',
		mutations: [
			edit(
				`${CORE}/proposals.ts`,
				'!equalBytes(transactionsRoot(transactions, core.sha256), header.transactionsRoot)',
				'false',
			),
		],
		killer: test(SAFETY, 'voting > refuses transactions that are not those of the header'),
	},
	{
		name: 'gives up a second time in a round',
		mutations: [edit(`${CORE}/safety.ts`, 'round > safety.highestTimeoutRound\n\t);', 'true\n\t);')],
		killer: test(SAFETY, 'timeouts > go out once a round and are sent again byte for byte'),
	},
	{
		name: 'joins a timeout for a single other validator',
		mutations: [edit(`${CORE}/timeouts.ts`, 'messages.timeouts.size > core.faulty', 'messages.timeouts.size > 0')],
		killer: test(SAFETY, 'timeouts > are joined when f+1 others gave up, not for one'),
	},
	{
		name: 'casts an order vote for a round that it gave up, and forks',
		mutations: [
			edit(
				`${CORE}/safety.ts`,
				'round > safety.highestTimeoutRound && round > safety.lastOrderVoteRound',
				'round > safety.lastOrderVoteRound',
			),
		],
		killer: test(
			TWINS,
			'notable scenarios > late-certificate-after-timeout.json: A round is given up and certified all the same: an order vote after the timeout would fork (safe)',
		),
	},
	{
		name: 'takes f+1 signatures for a quorum, and forks',
		mutations: [
			edit(
				'src/shared/proofs/certificates.ts',
				'return Math.floor((2 * validators) / 3) + 1;',
				'return Math.floor((validators - 1) / 3) + 1;',
			),
		],
		killer: test(
			TWINS,
			'notable scenarios > split-with-twin-leader.json: The twins lead both sides of a split: with a quorum of f+1 each side would certify its own block (safe)',
		),
	},
	{
		name: 'proposes twice in a round, and equivocates',
		mutations: [edit(`${CORE}/safety.ts`, 'round > safety.lastProposedRound &&', '')],
		killer: test(
			TWINS,
			'notable scenarios > second-proposal-in-a-round.json: An honest leader is asked for its round again after the split heals (safe)',
		),
	},
	{
		name: 'votes again in the round of its last vote, and equivocates',
		mutations: [
			edit(`${CORE}/safety.ts`, 'return round > safety.lastVotedRound;', 'return round >= safety.lastVotedRound;'),
		],
		killer: test(
			TWINS,
			'notable scenarios > repeated-vote.json: Certificates arrive late and again: nobody may vote a second time for an old round (safe)',
		),
	},
	{
		name: 'takes evidence in a header for granted',
		mutations: [edit(`${CORE}/evidence.ts`, 'verified(core, evidence);\n\t}\n}', '}\n}')],
		killer: test(
			'test/unit/consensus/evidence.test.ts',
			'evidence in a header > refuses the block where it proves nothing',
		),
	},
	{
		name: 'convicts a second time',
		mutations: [edit(`${CORE}/evidence.ts`, 'if (convicted.has(evidence.offender))', 'if (convicted.has(-1))')],
		killer: test(
			'test/unit/consensus/evidence.test.ts',
			'evidence in a header > refuses the block that convicts again, before and after the first conviction is final',
		),
	},
	{
		name: 'lets a late vote be counted twice',
		mutations: [edit(`${CORE}/accounting.ts`, ' || ancestor.counted.has(vote.voter)', '')],
		killer: test(
			LATE,
			'a late vote in a header > that the certificate or an ancestor counts already makes the block refused',
		),
	},
	{
		name: 'does not verify late votes',
		mutations: [edit(`${CORE}/accounting.ts`, 'core.checks.lateVote(vote);\n\t\tancestor', 'ancestor')],
		killer: test(
			LATE,
			'a late vote in a header > that is not signed, or is for the parent itself, makes the block refused',
		),
	},
	{
		name: 'elects by the credit of its own newest block instead of the anchor’s',
		mutations: [edit(`${CORE}/leaders.ts`, '= parent.anchor;', '= this.#tree.tip;')],
		killer: test(
			'test/sim/leader-agreement.test.ts',
			'honest validators > agree who leads, although each has committed and executed something else',
		),
	},
	{
		name: 'keeps messages of any round',
		mutations: [edit(`${CORE}/round-window.ts`, ' || round > this.#current + AHEAD', '')],
		killer: test(
			'test/sim/floods.test.ts',
			'a validator that is flooded by another > keeps few of 30,000 signed votes, order votes and timeouts, conflicting or for any round',
		),
	},
	{
		name: 'lets a bare claim of a round move it',
		mutations: [
			edit(
				`${CORE}/timeouts.ts`,
				'if (round < core.progress.round) answerStaleTimeout(core, timeout);',
				'if (round < core.progress.round) answerStaleTimeout(core, timeout); else core.progress.round = round;',
			),
		],
		killer: test(SAFETY, 'rounds > are not jumped to on a bare claim'),
	},
];

afterAll(removeCopies);

describe('a fault seeded into the protocol is noticed', () => {
	for (const { name, mutations, killer } of MUTANTS)
		it(`${name} — by ${killer.file}: ${killer.test}`, async () => {
			expect(await runUnder([], killer), 'without the fault').toBeNull();
			expect(isFromExpect(await runUnder(mutations, killer)), 'with the fault').toBe(true);
		}, 60_000);
});

describe('a mutant', () => {
	it('that no longer fits the text is told, not passed over', () => {
		const stale = edit(`${CORE}/safety.ts`, 'no such text', '');
		expect(() => mutated(readRepositoryFile(stale.module), stale)).toThrow(/0 times/);
	});
});

/** The test must say what is wrong; a mutant that merely breaks the module proves nothing. */
function isFromExpect(error: Error | null): boolean {
	return error !== null && (error.name === 'AssertionError' || error.message.startsWith('.toMatch() expects'));
}

function edit(module: string, from: string, to: string): Mutation {
	return { module, from, to };
}

function test(file: string, name: string): NamedTest {
	return { file, test: name };
}
