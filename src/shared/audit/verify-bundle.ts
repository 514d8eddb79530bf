import { equalBytes } from '../codec/bytes.ts';
import { cidText, digestOfCid } from '../documents/cid.ts';
import { CodedError } from '../errors/coded-error.ts';
import { checkAcross } from './across/check-across.ts';
import type { AuditModules } from './audit-modules.ts';
import { decodeManifest, type Manifest } from './bundle-form.ts';
import { CarReader, type CarSection } from './car.ts';
import { ACROSS_CHECKS, type AuditReport, CheckBoard, FILE_CHECKS, joinReports } from './check-board.ts';
import { decodeBundleRoot } from './joint-form.ts';
import { because } from './reasons.ts';
import type { TrustRoot } from './trust-root.ts';
import { TrustRoots } from './trust-roots.ts';
import { ChainPart, type ChainResult, notItsCid } from './verify/chain-part.ts';

export interface AuditInput {
	/** The file in pieces of any length. */
	readonly bundle: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
	/** The trust roots' files: one for each chain of the bundle, in any order. */
	readonly trustRoots: readonly Uint8Array[];
}

/** A verified file, and what it says. */
export interface AuditResult extends AuditReport {
	/** In the order of the file, as far as it could be read. */
	readonly chains: readonly ChainResult[];
	readonly bytes: number;
}

/** As `AuditResult`, of a bundle of one chain. */
export interface ChainAuditResult extends AuditReport, Omit<ChainResult, 'manifest'> {
	/** Null where it could not be read that far. */
	readonly manifest: Manifest | null;
	readonly bytes: number;
}

/**
 * Verifies a bundle of one chain or several against their trust roots: reads it once, one block of it at a time, and goes
 * on after a fault as far as the rest can be read. Never throws for anything that the files hold.
 */
export async function verifyChains(input: AuditInput, modules: AuditModules): Promise<AuditResult> {
	const run = new AuditRun(input, modules);
	await run.read();
	return run.result();
}

/** As `verifyChains`, of a bundle of one chain: one of several lacks the other trust roots. */
export async function verifyBundle(
	{ bundle, trustRoot }: { readonly bundle: AuditInput['bundle']; readonly trustRoot: Uint8Array },
	modules: AuditModules,
): Promise<ChainAuditResult> {
	return onlyChain(await verifyChains({ bundle, trustRoots: [trustRoot] }, modules));
}

/** The first chain of a bundle with what was found in all of it. */
export function onlyChain({ ok, checks, firstFault, bytes, chains }: AuditResult): ChainAuditResult {
	const [first = { manifest: null, genesis: null, tip: null, content: null, height: 0 }] = chains;
	return { ...first, ok, checks, firstFault, bytes };
}

class AuditRun {
	readonly #car: CarReader;
	readonly #modules: AuditModules;
	readonly #trust: TrustRoots;
	/** Of the file; also of the chain, in a bundle of one. */
	#file = new CheckBoard();
	readonly #boards: CheckBoard[] = [];
	readonly #parts: ChainPart[] = [];
	#across: CheckBoard | null = null;

	constructor({ bundle, trustRoots }: AuditInput, modules: AuditModules) {
		this.#car = new CarReader(bundle);
		this.#modules = modules;
		this.#trust = new TrustRoots(trustRoots);
	}

	async read(): Promise<void> {
		try {
			await this.#read();
		} catch (error) {
			this.#file.guard('container', () => {
				throw error;
			});
		}
	}

	async #read(): Promise<void> {
		const cid = await this.#car.header();
		const root = decodeBundleRoot((await this.#section(cid)).bytes);
		const isRead = root.kind === 'chain' ? await this.#one(cid, root.manifest) : await this.#several(root.joint.chains);
		if (!isRead) return;
		if (await this.#car.section())
			throw new CodedError('BUNDLE_CONTAINER', {
				offset: this.#car.offset,
				...because('something-follows-the-last-block'),
			});
		this.#file.count('container', 'bytes', this.#car.offset);
		this.#file.done('container');
	}

	async #one(root: Uint8Array, manifest: Manifest): Promise<boolean> {
		const trust = this.#trust.ofOnly(manifest.chainId, this.#file);
		const isRead = await this.#part({ manifest, root, trust }, this.#file, (share) => share);
		const across = this.#parts[0]?.across();
		for (const { sent, received } of across?.channels.values() ?? [])
			if (sent.size + received.size > 0) this.#file.count('crossings', 'packets-not-shown', sent.size + received.size);
		return isRead;
	}

	async #several(chains: readonly Uint8Array[]): Promise<boolean> {
		this.#file = new CheckBoard({ names: FILE_CHECKS });
		this.#across = new CheckBoard({ names: ACROSS_CHECKS });
		const known: string[] = [];
		for (const [at, root] of chains.entries()) {
			const manifest = decodeManifest((await this.#section(root)).bytes);
			const { chainId } = manifest;
			if (at > 0 && chainId <= (known[at - 1] as string))
				throw new CodedError('BUNDLE_CONTAINER', { offset: this.#car.offset, ...because('chains-do-not-ascend') });
			known.push(chainId);
			const board = new CheckBoard({ chain: chainId });
			this.#boards.push(board);
			const trust = this.#trust.of(chainId, board);
			if (!(await this.#part({ manifest, root, trust }, board, (share) => (at + share) / chains.length))) return false;
		}
		this.#trust.requireNoneSpare(known, this.#file);
		this.#file.count('container', 'chains', chains.length);
		this.#between(this.#across);
		return true;
	}

	/** Each chain is verified; now what they tell of each other. */
	#between(board: CheckBoard): void {
		const chains = this.#parts.flatMap((part) => part.across() ?? []);
		if (chains.length < this.#parts.length) return;
		const { sha256, verify } = this.#modules;
		checkAcross(chains, { board, sha256, verify });
	}

	/** @returns false where the file cannot be read on */
	async #part(
		{
			manifest,
			root,
			trust,
		}: { readonly manifest: Manifest; readonly root: Uint8Array; readonly trust: TrustRoot | null },
		board: CheckBoard,
		shareOf: (share: number) => number,
	): Promise<boolean> {
		const { onProgress } = this.#modules;
		const modules: AuditModules = onProgress
			? { ...this.#modules, onProgress: ({ check, share }) => onProgress({ check, share: shareOf(share) }) }
			: this.#modules;
		const part = new ChainPart({ manifest, root, trust }, { ...modules, board, car: this.#car });
		this.#parts.push(part);
		try {
			await part.read();
			return true;
		} catch (error) {
			return board.guard('container', () => {
				throw error;
			});
		}
	}

	/** A manifest, which must be what its CID says. */
	async #section(cid: Uint8Array): Promise<CarSection> {
		const section = await this.#car.section();
		const block = 0;
		if (!section)
			throw new CodedError('BUNDLE_CONTAINER', { offset: this.#car.offset, ...because('block-is-missing', { block }) });
		if (!equalBytes(section.cid, cid))
			throw new CodedError('BUNDLE_CONTAINER', {
				offset: section.offset,
				...because('block-is-another', { block, cid: cidText(section.cid) }),
			});
		if (!equalBytes(this.#modules.sha256(section.bytes), digestOfCid(cid)))
			throw notItsCid(section, { block, height: null });
		return section;
	}

	result(): AuditResult {
		const boards = [this.#file, ...this.#boards, ...(this.#across ? [this.#across] : [])];
		return {
			...joinReports(boards.map((board) => board.report())),
			chains: this.#parts.map((part) => part.result()),
			bytes: this.#car.offset,
		};
	}
}
