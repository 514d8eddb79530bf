import { foreignCertificateId } from '../codec/ids.ts';
import { CodedError } from '../errors/coded-error.ts';
import type { Selection } from './bundle-form.ts';

/** Of a chain by its id, which ends with a part of its genesis digest. */
const FOREIGN = /^.+-[0-9a-f]{16}:GC-/;

/**
 * The part of another chain that goes with a selection: everything with everything, the same time with a period, and
 * with a certificate the same one by the id that it has there.
 * @throws CodedError BUNDLE_ACROSS for a selection that says nothing of another chain
 */
export function selectionAcross(
	selection: Selection,
	{ from, to }: { readonly from: string; readonly to: string },
): Selection {
	if (selection.kind === 'all' || selection.kind === 'period') return selection;
	if (selection.kind !== 'certificate') throw new CodedError('BUNDLE_ACROSS', { kind: selection.kind });
	const { id } = selection;
	const home = foreignCertificateId(to, '');
	if (id.startsWith(home)) return { kind: 'certificate', id: id.slice(home.length) };
	return { kind: 'certificate', id: FOREIGN.test(id) ? id : foreignCertificateId(from, id) };
}
