import { fromHex } from '../../../shared/codec/bytes.ts';
import type { LedgerHit } from '../../../shared/contract/index.ts';
import { contracts } from '../../core/contracts/registry.ts';
import type { GridquorumNode } from '../../node/types.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import { searchTrace } from '../trace-search.ts';
import { isPathLike } from './state-view.ts';

const HEIGHT_FORM = /^#?(\d{1,15})$/;
const DIGEST_FORM = /^(?:0x)?([0-9a-f]{64})$/i;
const LEAVES = 6;

export interface Find {
	readonly text: string;
	readonly limit: number;
}

export interface FindModules {
	readonly node: GridquorumNode;
	readonly model: ReadModel;
	/** Whether the read model has every block: things are looked for in it alone. */
	readonly isReady: boolean;
	readonly signal?: AbortSignal | undefined;
}

/** What a number, a hash, a path or a name means on this chain; an exact meaning first. */
export async function findInLedger({ text, limit }: Find, modules: FindModules): Promise<LedgerHit[]> {
	const wanted = text.trim();
	if (wanted === '') return [];
	const hits = [
		...blockAt(wanted, modules.node),
		...(await ofDigest(wanted, modules.node)),
		...(await leavesFrom(wanted, modules.node)),
		...contracts.newest.filter(({ name }) => name === wanted.toLowerCase()).map(({ name }) => contractHit(name)),
	].slice(0, limit);
	if (!modules.isReady || hits.length >= limit) return hits;
	const search = { text: wanted.slice(0, 100), neighbour: null, period: null, type: null, limit: limit - hits.length };
	const things = await searchTrace(search, modules.model, modules.signal);
	return [
		...hits,
		...things.map(({ type, id, label, height }) => ({ kind: 'thing' as const, id, type, label, height })),
	];
}

function blockAt(text: string, { ledger }: GridquorumNode): LedgerHit[] {
	const height = Number(HEIGHT_FORM.exec(text)?.[1] ?? Number.NaN);
	if (!(height >= ledger.kept.from && height <= ledger.kept.to)) return [];
	return [{ kind: 'block', id: String(height), type: null, label: String(height), height }];
}

async function ofDigest(text: string, { ledger }: GridquorumNode): Promise<LedgerHit[]> {
	const hex = DIGEST_FORM.exec(text)?.[1]?.toLowerCase();
	if (hex === undefined) return [];
	const id = fromHex(hex);
	const [height, place] = await Promise.all([ledger.heightOf(id), ledger.place(id)]);
	const hits: LedgerHit[] = [];
	if (height !== null && height <= ledger.kept.to)
		hits.push({ kind: 'block', id: String(height), type: null, label: hex, height });
	if (place) hits.push({ kind: 'transaction', id: hex, type: null, label: hex, height: place.height });
	return hits;
}

async function leavesFrom(text: string, { ledger }: GridquorumNode): Promise<LedgerHit[]> {
	if (!isPathLike(text)) return [];
	const { leaves } = await ledger.leavesFrom(text, LEAVES);
	return leaves
		.filter(({ path }) => path.startsWith(text))
		.map(({ path }) => ({ kind: 'leaf', id: path, type: null, label: path, height: null }));
}

function contractHit(name: string): LedgerHit {
	return { kind: 'contract', id: name, type: null, label: name, height: null };
}
