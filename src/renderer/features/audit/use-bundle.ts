import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';
import type { ProvenanceFormat } from '../../../shared/audit/bundle-provenance.ts';
import type { ClearingAnswer } from '../../../shared/audit/clear-again.ts';
import type { EvidenceCertificate } from '../../../shared/audit/evidence.ts';
import type { WalkView } from '../../../shared/audit/walk/bundle-walk.ts';
import type { WalkAsked } from '../../../shared/audit/walk/chains-walk.ts';
import { type BundlePort, createBundleDesk } from '../../workers/bundle-desk.ts';
import type { BundleFiles, BundleProgress, OpenedBundle } from '../../workers/bundle-messages.ts';

/** Longest bundle that a page takes into memory: 1 GiB. */
export const BUNDLE_MAX_BYTES = 1_073_741_824;

export interface BundleInHand {
	readonly opened: Readonly<ShallowRef<OpenedBundle | null>>;
	/** Null unless a verification is under way. */
	readonly progress: Readonly<ShallowRef<BundleProgress | null>>;
	/** Why a file could not be read, or a verification or export did not come to an end; says nothing of the bundle. */
	readonly failure: Readonly<ShallowRef<unknown>>;
	verify(files: BundleFiles): Promise<void>;
	certificate(chain: string, deed: string): Promise<EvidenceCertificate>;
	/** Null where another bundle was taken or the page left meanwhile, and where it failed, which `failure` tells. */
	export(chain: string, format: ProvenanceFormat): Promise<string | null>;
	/** Null where the bundle does not tell of it. */
	walk(asked: WalkAsked): Promise<WalkView | null>;
	clearAgain(chain: string, product: string): Promise<ClearingAnswer>;
	clear(): void;
}

/** The bundle that a page has in hand; its worker ends with the component. */
export function useBundle(openPort: () => BundlePort): BundleInHand {
	const desk = createBundleDesk(openPort);
	const opened = shallowRef<OpenedBundle | null>(null);
	const progress = shallowRef<BundleProgress | null>(null);
	const failure = shallowRef<unknown>(null);
	let turn = 0;

	async function verify(files: BundleFiles): Promise<void> {
		const mine = ++turn;
		opened.value = null;
		failure.value = null;
		progress.value = { check: 'container', share: 0 };
		try {
			const result = await desk.open(files, (told) => {
				if (mine === turn) progress.value = told;
			});
			if (mine === turn) opened.value = result;
		} catch (error) {
			if (mine === turn) failure.value = error;
		} finally {
			if (mine === turn) progress.value = null;
		}
	}

	async function exportAs(chain: string, format: ProvenanceFormat): Promise<string | null> {
		const mine = turn;
		try {
			const text = await desk.export(chain, format);
			return mine === turn ? text : null;
		} catch (error) {
			if (mine === turn) failure.value = error;
			return null;
		}
	}

	function clear(): void {
		turn += 1;
		desk.forget();
		opened.value = null;
		progress.value = null;
		failure.value = null;
	}

	// While there is somebody to fetch it from.
	desk.prepare();
	onScopeDispose(() => {
		clear();
		desk.close();
	});
	const { certificate, walk, clearAgain } = desk;
	return { opened, progress, failure, verify, certificate, export: exportAs, walk, clearAgain, clear };
}
