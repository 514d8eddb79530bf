import type { DocumentView } from '../../../shared/contract/index.ts';
import type { AttributeSubject } from './attribute-form.ts';

/** The newest attributes of a participant or a meter that stand on the chain; documents are newest first. */
export function attributeDocument(
	{ kind, id }: AttributeSubject,
	documents: readonly DocumentView[],
): DocumentView | null {
	const type = kind === 'participant' ? 'identity' : 'metering-point';
	return documents.find((each) => each.type === type && each.about?.type === kind && each.about.id === id) ?? null;
}
