import { describe, expect, it } from 'vitest';
import { createContractTable } from '../../../src/main/core/contracts/engine/contract-table.ts';
import { createEngine } from '../../../src/main/core/contracts/engine/create-engine.ts';
import { UPGRADES_PATH } from '../../../src/main/core/contracts/governance/upgrades.ts';
import { contracts } from '../../../src/main/core/contracts/registry.ts';
import { createSigner } from '../../../src/main/node/crypto/ed25519.ts';
import { createGovernanceSigning } from '../../../src/main/node/start/governance-signing.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { createGenesis, DEFAULT_CONTRACTS } from '../../../src/shared/codec/genesis.ts';
import { GOVERNANCE_LIMITS, type GovernanceChange } from '../../../src/shared/codec/governance.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { EngineMarket, modules, neighbourhoodGenesis, START } from '../../fixtures/engine-market.ts';
import { codesOf, eventsOf, QUORUM, sendGovernance } from '../../fixtures/governance.ts';
import { toyCalls, withToy } from '../../fixtures/toy-contract.ts';

const FIRST = 1 + GOVERNANCE_LIMITS.upgradeLeadBlocks;
const codeThrown = (act: () => unknown): string | null => {
	try {
		act();
		return null;
	} catch (error) {
		return codeOf(error);
	}
};
const upgrade = (version: number, height: number, contract = 'toy'): GovernanceChange => ({
	kind: 'upgrade-contract',
	contract,
	version,
	height,
});
const withToyInGenesis = () => {
	const { format: _format, ...genesis } = neighbourhoodGenesis();
	return createGenesis({ ...genesis, contracts: [...genesis.contracts, { name: 'toy', version: 1 }] });
};
const sumOf = (market: EngineMarket): number => {
	const encoded = market.engine.state.get('toy/sum');
	return encoded ? (decode(encoded, 64) as number) : 0;
};

/** Block 1 enacts the changes. */
function enact(market: EngineMarket, ...changes: GovernanceChange[]): void {
	sendGovernance(market, 'P-0', changes, QUORUM);
	expect(codesOf(market.block(START + 1))).toEqual([null, null, null, null]);
}

/** One call that adds 1 in every block up to that height. */
function addUpTo(market: EngineMarket, height: number): void {
	while (market.engine.height < height) {
		market.send('home-01', toyCalls.add(1));
		market.block(START + market.engine.height + 1);
	}
}

describe('an upgrade', () => {
	it('sends calls to the new version from its height on, and to the old one before', () => {
		const market = new EngineMarket(withToyInGenesis(), withToy(1, 2));
		enact(market, upgrade(2, FIRST));
		addUpTo(market, FIRST - 1);
		expect(sumOf(market)).toBe(FIRST - 2);
		expect(market.engine.state.get(UPGRADES_PATH)).toBeDefined();
		market.send('home-01', toyCalls.add(1));
		const result = market.block(START + FIRST);
		expect(sumOf(market)).toBe(FIRST - 2 + 2);
		expect(eventsOf(result, 'contract-upgraded')).toEqual([
			{ kind: 'contract-upgraded', contract: 'toy', from: 1, to: 2 },
		]);
		expect(result.receipts[0]).toMatchObject({ contract: 'governance', method: 'upgrade-contracts', ok: true });
		expect(market.engine.state.get(UPGRADES_PATH)).toBeUndefined();
	});

	it('begins a contract that the chain did not have', () => {
		const market = new EngineMarket(neighbourhoodGenesis(), withToy(1));
		market.send('home-01', toyCalls.add(1));
		expect(codesOf(market.block(START + 1))).toEqual(['CALL_UNKNOWN']);
		sendGovernance(market, 'P-0', [upgrade(1, 12)], QUORUM);
		market.block(START + 2);
		while (market.engine.height < 12) market.block(START + market.engine.height + 1);
		market.send('home-01', toyCalls.add(5));
		expect(codesOf(market.block(START + 13))).toEqual([null]);
		expect(sumOf(market)).toBe(5);
	});

	it('stops a node that lacks the version before the height, with its state as it was; newer software goes on', () => {
		const genesis = withToyInGenesis();
		const market = new EngineMarket(genesis, withToy(1, 2));
		const behind = createEngine({ genesis }, { ...modules, contracts: withToy(1) });
		enact(market, upgrade(2, FIRST));
		addUpTo(market, FIRST + 1);
		for (const block of market.blocks.slice(0, FIRST - 1)) behind.execute(block);
		const root = toHex(behind.stateRoot);
		const next = market.blocks[FIRST - 1] as (typeof market.blocks)[number];
		for (let attempt = 0; attempt < 2; attempt++) {
			expect(codeThrown(() => behind.execute(next))).toBe('ENGINE_UPGRADE_MISSING');
			expect(toHex(behind.stateRoot)).toBe(root);
			expect(behind.height).toBe(FIRST - 1);
		}
		const updated = createEngine({ genesis }, { ...modules, contracts: withToy(1, 2) }, behind.leaves());
		for (const block of market.blocks.slice(FIRST - 1)) updated.execute(block);
		expect(toHex(updated.stateRoot)).toBe(toHex(market.engine.stateRoot));
		expect(codeThrown(() => createEngine({ genesis }, { ...modules, contracts: withToy(1) }, updated.leaves()))).toBe(
			'ENGINE_UPGRADE_MISSING',
		);
	});

	it('may be taken back as long as it is ahead', () => {
		const market = new EngineMarket(withToyInGenesis(), withToy(1));
		enact(market, upgrade(2, FIRST));
		sendGovernance(market, 'P-1', [{ kind: 'cancel-upgrade', contract: 'toy' }], QUORUM);
		market.block(START + 2);
		addUpTo(market, FIRST);
		expect(sumOf(market)).toBe(FIRST - 2);
		market.send('home-01', toyCalls.add(1));
		sendGovernance(market, 'P-2', [{ kind: 'cancel-upgrade', contract: 'toy' }], []);
		expect(codesOf(market.block(START + FIRST + 1))).toEqual([null, 'UPGRADE_UNKNOWN']);
	});

	it.each<[string, GovernanceChange[]]>([
		['UPGRADE_VERSION', [upgrade(1, FIRST + 1)]],
		['UPGRADE_VERSION', [upgrade(1, FIRST + 1, 'auction')]],
		['UPGRADE_HEIGHT', [upgrade(2, FIRST - 1)]],
		['UPGRADE_HEIGHT', [upgrade(2, GOVERNANCE_LIMITS.upgradeAheadBlocks + 2)]],
		['UPGRADE_UNKNOWN', [{ kind: 'cancel-upgrade', contract: 'toy' }]],
	])('is refused with %s at the proposal', (code, changes) => {
		const market = new EngineMarket(withToyInGenesis(), withToy(1, 2));
		sendGovernance(market, 'P-0', changes, []);
		expect(codesOf(market.block(START + 1))).toEqual([code]);
	});

	it('is one at a time for a contract, and of a bounded number in all', () => {
		const twice = new EngineMarket(withToyInGenesis(), withToy(1, 2));
		enact(twice, upgrade(2, FIRST));
		sendGovernance(twice, 'P-1', [upgrade(3, FIRST + 9)], []);
		expect(codesOf(twice.block(START + 2))).toEqual(['UPGRADE_PENDING']);
		const many = new EngineMarket();
		enact(many, ...Array.from({ length: GOVERNANCE_LIMITS.upgrades }, (_, n) => upgrade(1, FIRST + n, `new-${n}`)));
		sendGovernance(many, 'P-1', [upgrade(1, FIRST + 9, 'one-more')], []);
		expect(codesOf(many.block(START + 2))).toEqual(['UPGRADES_TOO_MANY']);
	});

	it('undoes a whole approval that would enact two of one contract', () => {
		const market = new EngineMarket(withToyInGenesis(), withToy(1, 2, 3));
		sendGovernance(market, 'P-0', [upgrade(2, FIRST), upgrade(3, FIRST + 1)], QUORUM);
		expect(codesOf(market.block(START + 1))).toEqual([null, null, null, 'UPGRADE_PENDING']);
		expect(market.engine.state.get(UPGRADES_PATH)).toBeUndefined();
	});

	it('is approved by no node that lacks it', () => {
		const signing = createGovernanceSigning(
			{ chainId: 'test', peerId: 'peer' },
			{ signer: () => createSigner(new Uint8Array(32).fill(1)) },
		);
		const approve = (change: GovernanceChange) =>
			codeThrown(() => signing.signApproval({ epoch: 0, proposal: 'P-0', changes: [change] }));
		expect(approve(upgrade(2, FIRST, 'auction'))).toBe('ENGINE_UPGRADE_MISSING');
		expect(approve(upgrade(1, FIRST, 'auction'))).toBeNull();
		expect(approve({ kind: 'block-reward', amount: 1 })).toBeNull();
	});
});

describe('the contracts of a chain', () => {
	it('are by default the newest that the software contains', () => {
		expect(DEFAULT_CONTRACTS).toEqual(contracts.newest);
		expect(createContractTable([]).newest).toEqual([]);
	});

	it('are refused with a genesis that names one the software lacks', () => {
		expect(codeThrown(() => createEngine({ genesis: withToyInGenesis() }, modules))).toBe('ENGINE_UPGRADE_MISSING');
	});
});
