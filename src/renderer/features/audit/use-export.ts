import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';
import type { AuditSelection } from '../../../shared/contract/index.ts';
import type { ConsoleClient } from '../../rpc/client.ts';
import { type ExportProgress, type ExportSummary, receiveBundle } from './receive-bundle.ts';

export interface ExportedFile {
	readonly file: File;
	readonly summary: ExportSummary;
}

export interface BundleExport {
	/** Null unless an export is under way. */
	readonly progress: Readonly<ShallowRef<ExportProgress | null>>;
	readonly exported: Readonly<ShallowRef<ExportedFile | null>>;
	/** Why the newest one came to nothing; null when the person cancelled it. */
	readonly failure: Readonly<ShallowRef<unknown>>;
	/** @returns null when it failed or was cancelled */
	begin(selection: AuditSelection, fileName: string): Promise<ExportedFile | null>;
	cancel(): void;
}

const BEFORE_FIRST_WORD: ExportProgress = { phase: 'certifying', share: 0, bytes: 0 };

/** The export that a view has under way; it ends with the view. */
export function useExport(client: Pick<ConsoleClient, 'audit'>): BundleExport {
	const progress = shallowRef<ExportProgress | null>(null);
	const exported = shallowRef<ExportedFile | null>(null);
	const failure = shallowRef<unknown>(null);
	let run: AbortController | null = null;

	async function begin(selection: AuditSelection, fileName: string): Promise<ExportedFile | null> {
		if (run) return null;
		const mine = new AbortController();
		run = mine;
		exported.value = null;
		failure.value = null;
		progress.value = BEFORE_FIRST_WORD;
		try {
			const { file, summary } = await receiveBundle(client, selection, {
				signal: mine.signal,
				onProgress: (told) => {
					if (run === mine) progress.value = told;
				},
			});
			if (run !== mine) return null;
			exported.value = { file: new File([file], fileName, { type: file.type }), summary };
			return exported.value;
		} catch (error) {
			if (run === mine) failure.value = error;
			return null;
		} finally {
			if (run === mine) {
				run = null;
				progress.value = null;
			}
		}
	}

	function cancel(): void {
		run?.abort();
		run = null;
		progress.value = null;
	}

	onScopeDispose(cancel);
	return { progress, exported, failure, begin, cancel };
}
