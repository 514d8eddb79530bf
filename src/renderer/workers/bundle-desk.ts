import type { ProvenanceFormat } from '../../shared/audit/bundle-provenance.ts';
import type { EvidenceCertificate } from '../../shared/audit/evidence.ts';
import type { BundleAnswer, BundleFiles, BundleProgress, BundleQuestion, OpenedBundle } from './bundle-messages.ts';
import type { QuestionPort } from './question-port.ts';

export type BundlePort = QuestionPort<BundleQuestion, BundleAnswer, BundleProgress>;

/** One bundle at a time, verified and kept in a worker: the page asks it for what it shows. */
export interface BundleDesk {
	/** Takes the place of what was open. Rejects when it is closed or opened anew meanwhile. */
	open(files: BundleFiles, onProgress: (progress: BundleProgress) => void): Promise<OpenedBundle>;
	certificate(deed: string): Promise<EvidenceCertificate>;
	export(format: ProvenanceFormat): Promise<string>;
	close(): void;
}

/** @param openPort A fresh worker for each bundle: a console loads it as a file, a page that is one file carries it within. */
export function createBundleDesk(openPort: () => BundlePort): BundleDesk {
	let port: BundlePort | null = null;
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
			port?.close();
			const own = openPort();
			port = own;
			const answer = await own.ask({ kind: 'open', ...files }, onProgress);
			if (answer.kind !== 'opened') throw new Error('closed');
			return answer.opened;
		},
		certificate: async (deed) => (await ask({ kind: 'certificate', deed }, 'certificate')).certificate,
		export: async (format) => (await ask({ kind: 'export', format }, 'export')).text,
		close: () => port?.close(),
	};
}
