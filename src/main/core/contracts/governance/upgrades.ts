import { GOVERNANCE_LIMITS, type GovernanceChange } from '../../../../shared/codec/governance.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { CONTRACT_PREFIX, type ContractInForce } from '../engine/contract-table.ts';
import { GOVERNANCE } from './next-epoch.ts';

const KEY = 'upgrades';
/** State leaf of the upgrades that are enacted and still ahead, ascending by height; absent while there are none. */
export const UPGRADES_PATH = `${GOVERNANCE}/${KEY}`;

/** From `height` on, calls of the contract go to that version. */
export interface Upgrade {
	readonly contract: string;
	readonly version: number;
	readonly height: number;
}

/**
 * Refuses an upgrade that could not be enacted as the chain stands now. Whether validators have the version is theirs
 * to say: a node signs no approval of one that it lacks, so a quorum for an upgrade is a quorum that can run it.
 * @throws CodedError UPGRADE_VERSION, UPGRADE_HEIGHT, UPGRADE_PENDING or UPGRADES_TOO_MANY
 */
export function requireUpgradable(context: CallContext, { contract, version, height }: Upgrade): void {
	const present = versionInForce(context, contract);
	if (version <= (present ?? 0)) throw new CodedError('UPGRADE_VERSION', { contract, version, present: present ?? 0 });
	const earliest = context.block.height + GOVERNANCE_LIMITS.upgradeLeadBlocks;
	const latest = context.block.height + GOVERNANCE_LIMITS.upgradeAheadBlocks;
	if (height < earliest || height > latest) throw new CodedError('UPGRADE_HEIGHT', { height, earliest, latest });
	const ahead = upgradesAhead(context);
	const other = ahead.find((each) => each.contract === contract);
	if (other) throw new CodedError('UPGRADE_PENDING', { contract, version: other.version, height: other.height });
	if (ahead.length >= GOVERNANCE_LIMITS.upgrades)
		throw new CodedError('UPGRADES_TOO_MANY', { max: GOVERNANCE_LIMITS.upgrades });
}

/** @throws as `requireUpgradable` */
export function enactUpgrade(
	context: CallContext,
	upgrade: Extract<GovernanceChange, { kind: 'upgrade-contract' }>,
): void {
	requireUpgradable(context, upgrade);
	const { contract, version, height } = upgrade;
	const all = [...upgradesAhead(context), { contract, version, height }];
	writeUpgrades(
		context,
		all.sort((a, b) => a.height - b.height),
	);
}

/** @throws CodedError UPGRADE_UNKNOWN when none of the contract is ahead */
export function requireUpgradeAhead(context: CallContext, contract: string): void {
	if (!upgradesAhead(context).some((each) => each.contract === contract))
		throw new CodedError('UPGRADE_UNKNOWN', { contract });
}

/** @throws CodedError UPGRADE_UNKNOWN */
export function cancelUpgrade(context: CallContext, contract: string): void {
	requireUpgradeAhead(context, contract);
	writeUpgrades(
		context,
		upgradesAhead(context).filter((each) => each.contract !== contract),
	);
}

/** Puts the upgrades of the block's height into force, before anything else happens in the block. */
export function activateUpgrades(context: CallContext, due: readonly Upgrade[]): void {
	for (const { contract, version } of due) {
		const from = versionInForce(context, contract);
		const inForce: ContractInForce = { version };
		context.block.overlay.write(`${CONTRACT_PREFIX}${contract}`, { ...inForce });
		context.emit({ kind: 'contract-upgraded', contract, from, to: version });
	}
	writeUpgrades(
		context,
		upgradesAhead(context).filter((each) => !due.some(({ contract }) => contract === each.contract)),
	);
}

function versionInForce({ block }: CallContext, contract: string): number | null {
	return (block.overlay.read(`${CONTRACT_PREFIX}${contract}`) as ContractInForce | undefined)?.version ?? null;
}

function upgradesAhead(context: CallContext): readonly Upgrade[] {
	return context.space(GOVERNANCE).get<readonly Upgrade[]>(KEY) ?? [];
}

function writeUpgrades(context: CallContext, upgrades: readonly Upgrade[]): void {
	if (upgrades.length > 0) context.space(GOVERNANCE).set(KEY, upgrades);
	else context.space(GOVERNANCE).delete(KEY);
}
