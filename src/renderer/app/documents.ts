import type { DocumentView } from '../../shared/contract/index.ts';
import { useClient } from '../rpc/client.ts';
import { type Query, useQuery } from '../rpc/query.ts';

/** The newest documents that a console reads. */
const MAX_DOCUMENTS = 2_000;
const PAGE = 500;

export interface DocumentList {
	/** Newest first. */
	readonly documents: readonly DocumentView[];
	/** False where older ones are left out. */
	readonly isWhole: boolean;
}

/** The documents on the chain, as this node sees them. */
export function useDocuments(): Query<DocumentList> {
	const client = useClient();
	return useQuery<DocumentList>('documents.list', ['deeds'], async () => {
		const documents: DocumentView[] = [];
		let before: string | null = null;
		do {
			const page: Awaited<ReturnType<typeof client.documents.list>> = await client.documents.list({
				limit: PAGE,
				before,
			});
			documents.push(...page.documents);
			before = page.next;
		} while (before !== null && documents.length < MAX_DOCUMENTS);
		return { documents, isWhole: before === null };
	});
}
