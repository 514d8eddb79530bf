import { toHex } from '../../../shared/codec/bytes.ts';
import { DOCUMENT_PART_BYTES, type DocumentView } from '../../../shared/contract/documents.ts';
import { cidText } from '../../../shared/documents/cid.ts';
import { partCount } from '../../../shared/documents/envelope.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { DocumentRecord } from '../../core/contracts/depository/documents.ts';
import type { DocumentEntry } from '../../node/documents/types.ts';
import { requireReceiptOk } from '../call-outcome.ts';
import { DocumentUploads } from '../document-uploads.ts';
import { type ConsoleServices, isMine } from '../services.ts';
import { contract, requireOperator } from './procedure.ts';

export function documentProcedures(services: ConsoleServices) {
	const { node } = services;
	const uploads = new DocumentUploads();

	const requireMine = (participant: string): string => {
		if (isMine(services, participant)) return participant;
		throw new CodedError('KEY_UNKNOWN', { name: participant, purpose: 'participant', directory: '' });
	};
	const view = (entry: DocumentEntry): DocumentView => documentView(entry, services);

	return {
		list: contract.documents.list.handler(async ({ input }) => {
			const entries = await node.documents.list(input);
			const next = entries.length < input.limit ? null : (entries.at(-1)?.place ?? null);
			return { documents: entries.map(view), next };
		}),
		get: contract.documents.get.handler(async ({ input }) => view(await node.documents.get(input.document))),
		beginUpload: contract.documents.beginUpload.handler(({ input, context }) => {
			requireOperator(context, 'documents.beginUpload');
			return { upload: uploads.begin(context.session.name, input.bytes), partBytes: DOCUMENT_PART_BYTES };
		}),
		upload: contract.documents.upload.handler(({ input: { upload, index, data }, context }) => {
			requireOperator(context, 'documents.upload');
			const part = new Uint8Array(Buffer.from(data, 'base64'));
			return { bytes: uploads.add(context.session.name, upload, index, part) };
		}),
		deposit: contract.documents.deposit.handler(async ({ input, context }) => {
			requireOperator(context, 'documents.deposit');
			const { upload, participant, threshold, ...terms } = input;
			requireMine(participant);
			const plain = uploads.whole(context.session.name, upload);
			const counted = threshold === null ? {} : { threshold };
			const document = await node.documents.deposit(participant, plain, { ...terms, ...counted });
			uploads.end(upload);
			return { document };
		}),
		open: contract.documents.open.handler(async ({ input: { document, participant }, context }) => {
			requireOperator(context, 'documents.open');
			const { metadata, plain } = await node.documents.open(document, requireMine(participant));
			const { name, mediaType, sha256, salt } = metadata;
			return {
				name,
				mediaType,
				sha256: toHex(sha256),
				salt: toHex(salt),
				bytes: plain.length,
				parts: partCount(plain.length),
			};
		}),
		read: contract.documents.read.handler(async ({ input: { document, participant, index }, context }) => {
			requireOperator(context, 'documents.read');
			const part = await node.documents.openPart(document, requireMine(participant), index);
			return { data: Buffer.from(part).toString('base64') };
		}),
		sign: contract.documents.sign.handler(async ({ input: { participant, documents }, context }) => {
			requireOperator(context, 'documents.sign');
			requireReceiptOk(await node.documents.sign(requireMine(participant), documents));
			return { signed: documents.length };
		}),
		refuse: contract.documents.refuse.handler(async ({ input: { participant, document, reason }, context }) => {
			requireOperator(context, 'documents.refuse');
			requireReceiptOk(await node.documents.refuse(requireMine(participant), document, reason));
			return { document };
		}),
		health: contract.documents.health.handler(async () => {
			const { faults, ...figures } = await node.documents.health();
			return { ...figures, faults: [...faults] };
		}),
	};
}

function documentView({ document, record, replica, holders }: DocumentEntry, services: ConsoleServices): DocumentView {
	const { signers, readers, cid, commitment, digest, ...rest } = record;
	return {
		document,
		...rest,
		cid: cidText(cid),
		commitment: toHex(commitment),
		digest: toHex(digest),
		readers: [...readers],
		signers: signers.map(({ participant, signature }) => ({ participant, signed: signature !== null })),
		replica,
		holders,
		readableAs: readers.filter((reader) => isMine(services, reader)),
		signableAs: awaited(record, services.node.clock.now()).filter((signer) => isMine(services, signer)),
	};
}

/** Whose signature a document may take at a time. */
function awaited({ status, signers, order, deadline }: DocumentRecord, now: number): readonly string[] {
	if (status !== 'pending' || now >= deadline) return [];
	const open = signers.filter(({ signature }) => signature === null).map(({ participant }) => participant);
	return order === 'ordered' ? open.slice(0, 1) : open;
}
