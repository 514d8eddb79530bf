import { toHex, utf8 } from '../../../shared/codec/bytes.ts';
import { decode } from '../../../shared/codec/cbor.ts';
import type { LeafView } from '../../../shared/contract/index.ts';
import { LEDGER_LIMITS } from '../../../shared/contract/ledger.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { CONTRACT_PREFIX, type ContractInForce } from '../../core/contracts/engine/contract-table.ts';
import { UPGRADES_PATH, type Upgrade } from '../../core/contracts/governance/upgrades.ts';
import { contracts as contained } from '../../core/contracts/registry.ts';
import type { LeafCount, NodeLedger } from '../../node/ledger/types.ts';
import type { GridquorumNode } from '../../node/types.ts';
import { methodsOf } from './entry-view.ts';
import { type FieldPlace, fieldListOf, fieldsOfEncoded, summaryOf } from './field-view.ts';

const SUMMARY_CHARACTERS = 160;
/** A longer value is shown decoded, not as hex. */
const HEX_BYTES = 4_096;
const VERSION_BYTES = 1_024;
const UPGRADES_BYTES = 65_536;
/** Counting walks the whole state: one count serves everybody for so long, wall ms. */
const COUNT_KEPT_MS = 10_000;

export function spaceOf(path: string): FieldPlace {
	if (path.startsWith('bridge/')) return 'bridge';
	return path.startsWith('auction/fees/') ? 'fees' : 'other';
}

/** The state as it stands: which contracts run, what they keep, and leaf by leaf. */
export class StateView {
	readonly #node: GridquorumNode;
	readonly #now: () => number;
	#counted: { readonly at: number; readonly count: ReturnType<NodeLedger['countLeaves']> } | null = null;

	constructor(modules: { readonly node: GridquorumNode; readonly now: () => number }) {
		this.#node = modules.node;
		this.#now = modules.now;
	}

	async leaves(prefix: string, after: string | null, limit: number) {
		const from = after === null || after < prefix ? prefix : after;
		// One more than is shown tells whether there are more; another where the first is the last of the page before.
		const { height, leaves } = await this.#node.ledger.leavesFrom(from, limit + 2);
		const found = leaves.filter(({ path }) => path.startsWith(prefix) && path !== after);
		const shown = found.slice(0, limit);
		return {
			asOfHeight: height,
			leaves: shown.map(({ path, value }) => ({
				path,
				bytes: value.length,
				summary: summaryOf(fieldsOfEncoded(value, spaceOf(path)), SUMMARY_CHARACTERS),
			})),
			next: found.length > limit ? (shown.at(-1)?.path ?? null) : null,
		};
	}

	/** @throws CodedError LEDGER_LEAF_UNKNOWN */
	async leaf(path: string): Promise<LeafView> {
		const { height, leaves } = await this.#node.ledger.leavesFrom(path, 1);
		const [found] = leaves;
		if (found?.path !== path) throw new CodedError('LEDGER_LEAF_UNKNOWN', { path });
		const { value } = found;
		return {
			path,
			bytes: value.length,
			asOfHeight: height,
			value: value.length > HEX_BYTES ? null : toHex(value),
			...fieldsOfEncoded(value, spaceOf(path)),
		};
	}

	async contracts() {
		const { height, spaces } = await this.#count();
		const inForce = await this.#versions();
		const upgrades = await this.#upgrades();
		const newest = new Map(contained.newest.map(({ name, version }) => [name, version]));
		const names = [...new Set([...newest.keys(), ...inForce.keys()])].sort().slice(0, LEDGER_LIMITS.contracts);
		const count = (name: string): LeafCount => spaces.get(name) ?? { leaves: 0, bytes: 0 };
		return {
			asOfHeight: height,
			contracts: names.map((name) => {
				const upgrade = upgrades.find(({ contract }) => contract === name);
				return {
					name,
					version: inForce.get(name) ?? null,
					contained: newest.get(name) ?? null,
					upgrade: upgrade ? { version: upgrade.version, height: upgrade.height } : null,
					methods: methodsOf(name),
					...count(name),
				};
			}),
			spaces: [...spaces]
				.filter(([name]) => !names.includes(name))
				.slice(0, LEDGER_LIMITS.contracts)
				.map(([name, of]) => ({ name, ...of })),
			parameters: this.#parameters(),
		};
	}

	#parameters() {
		const { market } = this.#node.genesis;
		const epoch = this.#node.epochs().at(-1)?.description;
		return [
			...(epoch
				? [
						{ group: 'consensus' as const, list: fieldListOf(epoch.consensus) },
						{ group: 'credit' as const, list: fieldListOf(epoch.credit) },
					]
				: []),
			{ group: 'market' as const, list: fieldListOf(market) },
		];
	}

	async #count(): ReturnType<NodeLedger['countLeaves']> {
		const now = this.#now();
		if (!this.#counted || now - this.#counted.at > COUNT_KEPT_MS)
			this.#counted = { at: now, count: this.#node.ledger.countLeaves() };
		const { count } = this.#counted;
		try {
			return await count;
		} catch (error) {
			this.#counted = null;
			throw error;
		}
	}

	async #versions(): Promise<Map<string, number>> {
		const { leaves } = await this.#node.ledger.leavesFrom(CONTRACT_PREFIX, LEDGER_LIMITS.contracts);
		return new Map(
			leaves
				.filter(({ path }) => path.startsWith(CONTRACT_PREFIX))
				.map(({ path, value }) => [
					path.slice(CONTRACT_PREFIX.length),
					(decode(value, VERSION_BYTES) as ContractInForce).version,
				]),
		);
	}

	async #upgrades(): Promise<readonly Upgrade[]> {
		const value = await this.#node.stateValue(UPGRADES_PATH);
		return value ? (decode(value, UPGRADES_BYTES) as Upgrade[]) : [];
	}
}

/** Whether text can be the path of a leaf. */
export function isPathLike(text: string): boolean {
	return /^[a-z-]+\/\S*$/.test(text) && utf8(text).length <= LEDGER_LIMITS.pathCharacters;
}
