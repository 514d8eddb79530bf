import type { Block } from '../../../../shared/codec/block.ts';
import {
	type ChainHistory,
	encodeBlockRecord,
	encodeEvent,
	encodeReceipt,
	HISTORY_PATH,
} from '../../../../shared/codec/block-record.ts';
import { decode } from '../../../../shared/codec/cbor.ts';
import { type ChainTip, TIP_PATH } from '../../../../shared/codec/chain-tip.ts';
import { EPOCH_PATH, type EpochDescription } from '../../../../shared/codec/epoch.ts';
import { chainIdOf } from '../../../../shared/codec/genesis.ts';
import type { GenesisDocument } from '../../../../shared/codec/genesis-document.ts';
import { accumulatorRoot, appendItem, EMPTY_ACCUMULATOR, merkleRoot } from '../../../../shared/codec/merkle.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../../shared/proofs/state-proof.ts';
import type { Hasher, Verifier } from '../../ports.ts';
import { createStateTree, type StateTree } from '../../state/state-tree.ts';
import { genesisState } from '../genesis-state.ts';
import { closeEpoch } from '../governance/close-epoch.ts';
import { type EnactedTerms, enactedTerms, NEXT_EPOCH_PATH } from '../governance/next-epoch.ts';
import { activateUpgrades, UPGRADES_PATH, type Upgrade } from '../governance/upgrades.ts';
import { accountForBlock } from '../incentive/block-accounting.ts';
import { contracts as ownContracts } from '../registry.ts';
import type { Engine, ExecutionResult, StateLeaf } from '../types.ts';
import { BlockRun } from './block-run.ts';
import type { BlockContext } from './call-context.ts';
import { requireConservation } from './conservation.ts';
import { CONTRACT_PREFIX, type ContractInForce, type ContractTable, requireContained } from './contract-table.ts';
import { ScheduleIndex } from './schedule.ts';
import { StateOverlay } from './state-overlay.ts';

/**
 * The contract engine over one committed state. Without `recovered` it begins with the genesis state; with it, where
 * those leaves left off.
 * @param modules.contracts by default those of this software
 * @throws CodedError ENGINE_STATE when the recovered leaves belong to another chain, ENGINE_UPGRADE_MISSING when the
 * chain runs a version of a contract that is not among them
 */
export function createEngine(
	{ genesis }: { readonly genesis: GenesisDocument },
	modules: { readonly hasher: Hasher; readonly verifier: Verifier; readonly contracts?: ContractTable },
	recovered?: Iterable<StateLeaf>,
): Engine {
	const sha256 = (bytes: Uint8Array): Uint8Array => modules.hasher.sha256(bytes);
	const chainId = chainIdOf(genesis, sha256);
	const tree = createStateTree(modules.hasher, recovered);
	if (!recovered) tree.apply(genesisState(genesis, modules.hasher).writes);
	if (readLeaf<string>(tree, 'chain/id') !== chainId) throw new CodedError('ENGINE_STATE', { chainId });
	const contracts = modules.contracts ?? ownContracts;
	requireAllContained(tree, contracts);
	const schedule = new ScheduleIndex([...tree.leaves()].map(({ path }) => path));
	let epoch = readLeaf<EpochDescription>(tree, EPOCH_PATH) as EpochDescription;
	let tip = readLeaf<ChainTip>(tree, TIP_PATH) as ChainTip;

	function execute(block: Block): ExecutionResult {
		const { height, time } = block.header;
		if (block.header.epoch !== epoch.epoch)
			throw new CodedError('ENGINE_EPOCH', { given: block.header.epoch, expected: epoch.epoch, height });
		if (height !== tip.height + 1 || time <= tip.time)
			throw new CodedError('ENGINE_HEIGHT', { given: height, expected: tip.height + 1, time, after: tip.time });
		const upgrades = (readLeaf<readonly Upgrade[]>(tree, UPGRADES_PATH) ?? []).filter((each) => each.height <= height);
		for (const { contract, version } of upgrades) requireContained(contracts, { name: contract, version }, height);
		const overlay = new StateOverlay(tree);
		const context: BlockContext = {
			chainId,
			height,
			time,
			market: genesis.market,
			epoch,
			overlay,
			events: [],
			modules,
		};
		const run = new BlockRun(context, { contracts });
		if (upgrades.length > 0) run.system('governance', 'upgrade-contracts', (call) => activateUpgrades(call, upgrades));
		run.system('incentive', 'account', (call) => accountForBlock(call, block));
		run.tasks(schedule.due(time, genesis.market.tasksPerBlock));
		for (const encoded of block.transactions) run.transaction(encoded);
		const epochEndsAt = enactedTerms(overlay)?.endsAt ?? null;
		if (epochEndsAt === height) run.system('governance', 'close-epoch', closeEpoch);
		const roots = {
			receiptsRoot: merkleRoot(run.receipts.map(encodeReceipt), sha256),
			eventsRoot: merkleRoot(context.events.map(encodeEvent), sha256),
		};
		remember(overlay, { height, time }, roots);
		const writes = overlay.writes();
		requireConservation(tree, writes);
		tree.apply(writes);
		schedule.apply(writes);
		tip = { height, time };
		const nextEpoch =
			epochEndsAt === height ? (readLeaf<EpochDescription>(tree, EPOCH_PATH) as EpochDescription) : null;
		epoch = nextEpoch ?? epoch;
		return {
			height,
			stateRoot: tree.root(),
			receipts: run.receipts,
			events: context.events,
			...roots,
			writes,
			nextDeadline: schedule.nextDeadline,
			epochEndsAt,
			nextEpoch,
		};
	}

	function remember(
		overlay: StateOverlay,
		at: ChainTip,
		roots: Pick<ExecutionResult, 'receiptsRoot' | 'eventsRoot'>,
	): void {
		const before = (overlay.read(HISTORY_PATH) as ChainHistory | undefined) ?? EMPTY_ACCUMULATOR;
		const { count, peaks } = appendItem(before, encodeBlockRecord({ ...at, ...roots }), sha256);
		overlay.write(HISTORY_PATH, { count, peaks, root: accumulatorRoot({ count, peaks }, sha256) });
		overlay.write(TIP_PATH, { ...at });
	}

	return {
		chainId,
		state: tree,
		get height() {
			return tip.height;
		},
		get stateRoot() {
			return tree.root();
		},
		get nextDeadline() {
			return schedule.nextDeadline;
		},
		get epochEndsAt() {
			const isStart = epoch.epoch > 0 && epoch.startHeight === tip.height;
			return isStart ? tip.height : (readLeaf<EnactedTerms>(tree, NEXT_EPOCH_PATH)?.endsAt ?? null);
		},
		execute,
		prove: (path) => tree.prove(path),
		leaves: () => tree.leaves(),
	};
}

/** @throws CodedError ENGINE_UPGRADE_MISSING */
function requireAllContained(tree: StateTree, contracts: ContractTable): void {
	const { height } = readLeaf<ChainTip>(tree, TIP_PATH) as ChainTip;
	for (const { path, value } of tree.leaves()) {
		if (!path.startsWith(CONTRACT_PREFIX)) continue;
		const { version } = decode(value, STATE_VALUE_MAX_BYTES) as ContractInForce;
		requireContained(contracts, { name: path.slice(CONTRACT_PREFIX.length), version }, height);
	}
}

function readLeaf<T>(tree: StateTree, path: string): T | undefined {
	const encoded = tree.get(path);
	return encoded === undefined ? undefined : (decode(encoded, STATE_VALUE_MAX_BYTES) as T);
}
