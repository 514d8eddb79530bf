import type { ProvenanceFormat } from '../../shared/audit/bundle-provenance.ts';
import type { ClearingAnswer } from '../../shared/audit/clear-again.ts';
import type { EvidenceCertificate } from '../../shared/audit/evidence.ts';
import type { WalkView } from '../../shared/audit/walk/bundle-walk.ts';
import type { WalkAsked } from '../../shared/audit/walk/chains-walk.ts';
import type { BundleAnswer, BundleFiles, BundleProgress, BundleQuestion, OpenedBundle } from './bundle-messages.ts';
import type { QuestionPort } from './question-port.ts';

export type BundlePort = QuestionPort<BundleQuestion, BundleAnswer, BundleProgress>;

/** One bundle at a time, verified and kept in a worker: the page asks it for what it shows. */
export interface BundleDesk {
	/** Takes the place of what was open. Rejects when it is closed or opened anew meanwhile. */
	open(files: BundleFiles, onProgress: (progress: BundleProgress) => void): Promise<OpenedBundle>;
	certificate(chain: string, deed: string): Promise<EvidenceCertificate>;
	export(chain: string, format: ProvenanceFormat): Promise<string>;
	/** Null where the bundle does not tell of it. */
	walk(asked: WalkAsked): Promise<WalkView | null>;
	clearAgain(chain: string, product: string): Promise<ClearingAnswer>;
	/** Has a worker ready, so that a bundle can be opened when whoever the page came from is gone. */
	prepare(): void;
	/** Ends a verification that nobody wants any more. */
	forget(): void;
	close(): void;
}

/** @param openPort A fresh worker: a console loads it as a file, a page that is one file carries it within. */
export function createBundleDesk(openPort: () => BundlePort): BundleDesk {
	let port: BundlePort | null = null;
	let isOpening = false;
	/** The worker in hand, unless it is busy with a bundle that nobody wants any more. */
	function ready(): BundlePort {
		forget();
		port ??= openPort();
		return port;
	}
	function forget(): void {
		if (!isOpening) return;
		isOpening = false;
		port?.close();
		port = null;
	}
	async function ask<K extends BundleAnswer['kind']>(
		question: BundleQuestion,
		kind: K,
	): Promise<Extract<BundleAnswer, { kind: K }>> {
		const answer = await port?.ask(question);
		if (answer?.kind !== kind) throw new Error('closed');
		return answer as Extract<BundleAnswer, { kind: K }>;
	}
	return {
		async open(files, onProgress) {
			const own = ready();
			isOpening = true;
			try {
				const answer = await own.ask({ kind: 'open', ...files }, onProgress);
				if (answer.kind !== 'opened') throw new Error('closed');
				if (port === own) isOpening = false;
				return answer.opened;
			} catch (error) {
				// A worker that did not answer is of no use for the next bundle either.
				if (port === own) forget();
				throw error;
			}
		},
		certificate: async (chain, deed) => (await ask({ kind: 'certificate', chain, deed }, 'certificate')).certificate,
		export: async (chain, format) => (await ask({ kind: 'export', chain, format }, 'export')).text,
		walk: async (asked) => (await ask({ kind: 'walk', asked }, 'walk')).view,
		clearAgain: async (chain, product) => (await ask({ kind: 'clear-again', chain, product }, 'clear-again')).answer,
		prepare: () => void ready(),
		forget,
		close() {
			port?.close();
			port = null;
		},
	};
}
