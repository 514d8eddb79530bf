import { afterAll, describe, expect, it } from 'vitest';
import { type Mutation, type NamedTest, removeCopies, runUnder } from '../../fixtures/mutation/run-under.ts';

const BRIDGE = 'src/main/core/contracts/bridge';
const UNIT = 'test/unit/contracts/bridge';

interface Mutant {
	readonly name: string;
	readonly mutations: readonly Mutation[];
	readonly killer: NamedTest;
}

/** Each check of the bridge that is left out, and the ordinary test that notices it. */
const MUTANTS: readonly Mutant[] = [
	{
		name: 'takes packets in any order',
		mutations: [edit('receiving.ts', 'if (sequence !== arrived.count + n)', 'if (false)')],
		killer: unit('receiving', 'packets of another chain > leave no gap, and come in no other order'),
	},
	{
		name: 'takes packets that it has already',
		mutations: [edit('receiving.ts', 'packets.filter(({ sequence }) => sequence >= arrived.count)', 'packets')],
		killer: unit(
			'receiving',
			'packets of another chain > may come in parts, and those that are here already are passed over',
		),
	},
	{
		name: 'takes packets that the other chain did not record',
		mutations: [edit('receiving.ts', ' || !equalBytes(digest, whole.digest)', '')],
		killer: unit('receiving', 'packets of another chain > are exactly what the other chain recorded'),
	},
	{
		name: 'executes a packet at its timeout',
		mutations: [edit('receiving.ts', 'context.time >= timeoutAt', 'context.time > timeoutAt')],
		killer: unit(
			'receiving',
			'a packet that cannot be executed > is one that came at its timeout or later, not a moment before',
		),
	},
	{
		name: 'gives a packet back before the other chain’s time is there',
		mutations: [edit('closing.ts', 'timeoutAt !== null && timeoutAt <= time', 'timeoutAt !== null')],
		killer: unit('closing', 'packets whose time is over > are not given back a moment before'),
	},
	{
		name: 'gives a packet back by this chain’s time instead of the root’s',
		mutations: [edit('closing.ts', 'isOver(packet, root.time)', 'isOver(packet, context.time)')],
		killer: unit('closing', 'packets whose time is over > are not given back a moment before'),
	},
	{
		name: 'gives back what was received in time',
		mutations: [edit('closing.ts', 'openPackets(context, chain, received.count)', 'openPackets(context, chain, 0)')],
		killer: unit('closing', 'packets whose time is over > are not those that were received there in time'),
	},
	{
		name: 'closes by its answer what was given back already',
		mutations: [edit('closing.ts', "if (sent?.status === 'open') closeByAnswer", 'if (sent) closeByAnswer')],
		killer: trade(1),
	},
	{
		name: 'takes answers to packets that were never sent',
		mutations: [
			edit('closing.ts', "if (received.count > readChain(context, 'sent', chain).count)", 'if (received.count < 0)'),
		],
		killer: unit(
			'closing',
			'answers to packets > are none to packets that were never sent, whatever the other chain certifies',
		),
	},
	{
		name: 'keeps what a refused packet wrote',
		mutations: [whole('src/main/core/contracts/engine/call-context.ts', 'overlay.undo(savepoint);', '')],
		killer: {
			file: 'test/unit/contracts/attempts.test.ts',
			test: 'a part of a call that may fail by itself > leaves no write, event, schedule or continuation when it fails, and what came before it stays',
		},
	},
	{
		name: 'unlocks more than is locked',
		mutations: [
			edit('crossing-parts.ts', ' || !holdsRange(locked, range)', ''),
			whole('src/main/core/contracts/certificates/certificate-state.ts', ' || !holdsRange(ranges, range)', ''),
		],
		killer: unit(
			'certificates',
			'a corrupt counterpart > returns no more than is locked for it, and what it returned is not given back as well',
		),
	},
	{
		name: 'admits a Wh that is here already',
		mutations: [edit('foreign-certificates.ts', 'if (sharedWith(here, range).length > 0)', 'if (false)')],
		killer: unit(
			'certificates',
			'a corrupt counterpart > brings no Wh of its certificates twice, nor with other terms, nor those of others',
		),
	},
	{
		name: 'lends without a limit',
		mutations: [edit('money.ts', 'balance < -terms.moneyLimit', 'false')],
		killer: unit(
			'receiving',
			'a packet that cannot be executed > is one of another chain’s money beyond what that may owe',
		),
	},
	{
		name: 'borrows without a limit',
		mutations: [edit('money.ts', 'balance > moneyLimit', 'false')],
		killer: unit('sending', 'money that is sent to another chain > never brings the account over its limit'),
	},
	{
		name: 'keeps nothing back for what may have to be given back',
		mutations: [
			edit('money.ts', '- reservedMoney(context, chain) - amount;\n\tif (balance', '- amount;\n\tif (balance'),
		],
		killer: unit(
			'sending',
			'the account of another chain > keeps back what open packets may yet take from it, so that giving back never breaks the limit',
		),
	},
	{
		name: 'goes on with a client that is frozen',
		mutations: [edit('client-state.ts', 'if (frozenAt !== null)', 'if (false)')],
		killer: unit(
			'receiving',
			'packets of another chain > are refused while the client is frozen, and the update that froze it stays',
		),
	},
	{
		name: 'trusts a client for ever',
		mutations: [edit('client-state.ts', 'if (context.time - updatedAt > terms.trustPeriodMs)', 'if (false)')],
		killer: unit('receiving', 'packets of another chain > are refused out of trust'),
	},
	{
		name: 'believes a state that nobody certified',
		mutations: [
			edit(
				'client-update.ts',
				'verifyFinality(headers, commitProof, requireScope(context, chain, epoch), modules);',
				'',
			),
		],
		killer: unit(
			'light-client',
			'a light client of another chain > believes no state that too few signed, nor a signature that is another’s',
		),
	},
	{
		name: 'believes a height that the certified state does not hold',
		mutations: [
			edit('client-update.ts', '!verifyStateProof(proof, TIP_PATH, encodedTip, stateRoot, modules.sha256)', 'false'),
		],
		killer: unit(
			'light-client',
			'a light client of another chain > believes no height or time that the certified state does not hold',
		),
	},
	{
		name: 'takes an older state',
		mutations: [edit('client-update.ts', 'tip.height <= handedOver.height', 'false')],
		killer: unit('light-client', 'a light client of another chain > takes no state twice and none that is older'),
	},
	{
		name: 'overlooks a fork',
		mutations: [
			edit('client-update.ts', 'if (known && !equalBytes(known.stateRoot, root.stateRoot)) {', 'if (false) {'),
		],
		killer: unit(
			'light-client',
			'a light client that was shown a fork > freezes when an update proves another state of a height that it keeps',
		),
	},
	{
		name: 'trusts a forked chain again by the keys of an epoch that it knows',
		mutations: [edit('connection.ts', 'if (epoch === client.epoch)', 'if (false)')],
		killer: unit(
			'recovery',
			'a client of a chain that has forked > goes on with no root of an epoch that it knows, since both sides are certified by those keys',
		),
	},
	{
		name: 'trusts a forked chain again by keys that signed both sides',
		mutations: [edit('connection.ts', 'if (gone < least)', 'if (false)')],
		killer: unit(
			'recovery',
			'a client of a chain that has forked > goes on with no later epoch in which fewer keys are new than have signed both sides',
		),
	},
	{
		name: 'takes a leaf that the other chain’s state does not hold',
		mutations: [
			edit(
				'relayed-leaf.ts',
				'!verifyStateProof(inState, path, leaf, root.stateRoot, chargedModules(context).sha256)',
				'false',
			),
		],
		killer: unit('closing', 'packets whose time is over > need a proof of what the other chain has received'),
	},
];

/** Those that some hundred blocks of random trade notice as well, by what no longer adds up. */
const NOTICED_BY_TRADE: readonly string[] = [
	'takes packets that the other chain did not record',
	'executes a packet at its timeout',
	'gives a packet back before the other chain’s time is there',
	'gives a packet back by this chain’s time instead of the root’s',
	'gives back what was received in time',
	'borrows without a limit',
	'goes on with a client that is frozen',
	'believes a state that nobody certified',
	'believes a height that the certified state does not hold',
	'takes a leaf that the other chain’s state does not hold',
];
const TRADES = [1, 2, 4, 5].map(trade);

/** Those that a chain whose validators collude brings to light. */
const NOTICED_BY_COLLUSION: readonly string[] = [
	'unlocks more than is locked',
	'admits a Wh that is here already',
	'lends without a limit',
	'keeps nothing back for what may have to be given back',
];
const COLLUSIONS = [1, 2, 3, 4].map(collusion);

afterAll(removeCopies);

describe('a check that the bridge leaves out is noticed', () => {
	for (const { name, mutations, killer } of MUTANTS)
		it(`${name} — by ${killer.file}: ${killer.test}`, async () => {
			expect(await runUnder([], killer), 'without the fault').toBeNull();
			expect(isFromExpect(await runUnder(mutations, killer)), 'with the fault').toBe(true);
		}, 60_000);
});

describe.each([
	['random trade over bad relayers', NOTICED_BY_TRADE, TRADES],
	['trade with a chain whose validators collude', NOTICED_BY_COLLUSION, COLLUSIONS],
] as const)('%s', (_, names, runs) => {
	it.each(names.map((name) => [name]))(
		'notices a chain that %s',
		async (name) => {
			const mutations = MUTANTS.find((each) => each.name === name)?.mutations ?? [];
			let error: Error | null = null;
			for (const run of runs) error ??= await runUnder(mutations, run);
			expect(isFromExpect(error)).toBe(true);
		},
		60_000,
	);
});

/** The test must say what is wrong; a mutant that merely breaks the module proves nothing. */
function isFromExpect(error: Error | null): boolean {
	return error !== null && error.name === 'AssertionError';
}

function edit(file: string, from: string, to: string): Mutation {
	return whole(`${BRIDGE}/${file}`, from, to);
}

function whole(module: string, from: string, to: string): Mutation {
	return { module, from, to };
}

function unit(file: string, name: string): NamedTest {
	return { file: `${UNIT}/${file}.test.ts`, test: name };
}

function trade(seed: number): NamedTest {
	return {
		file: 'test/sim/bridge/regions.test.ts',
		test: `regions that trade over relayers of every kind, and over faults > keep all of it in the run of seed ${seed}`,
	};
}

function collusion(seed: number): NamedTest {
	return {
		file: 'test/sim/bridge/corrupt-chain.test.ts',
		test: `a chain whose validators all collude > takes no more than the limit, no Wh of the other’s, and stops nobody, whatever it certifies: seed ${seed}`,
	};
}
