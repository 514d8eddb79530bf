import { randomUUID } from 'node:crypto';
import type { Selection } from '../../../shared/audit/bundle-form.ts';
import { trustRootOf, writeTrustRoot } from '../../../shared/audit/trust-root.ts';
import { toHex, utf8 } from '../../../shared/codec/bytes.ts';
import { BUNDLE_PARTS_AHEAD, type ExportNews } from '../../../shared/contract/audit.ts';
import { cidText } from '../../../shared/documents/cid.ts';
import type { BundleNews } from '../../node/audit/types.ts';
import { ExportPace } from '../export-pace.ts';
import type { ConsoleServices } from '../services.ts';
import { contract, failureOf } from './procedure.ts';
import { heldSubscription } from './subscription.ts';

export function auditProcedures({ node, proofs, log }: ConsoleServices) {
	const paces = new Map<string, ExportPace>();

	async function* exported(selection: Selection, signal: AbortSignal): AsyncGenerator<ExportNews, void, undefined> {
		const id = randomUUID();
		const pace = new ExportPace({ ahead: BUNDLE_PARTS_AHEAD });
		const news = node.audit.exportBundle(selection, signal);
		try {
			for await (const each of news) {
				// Whoever is refused has no export to speak of.
				if (!paces.has(id)) {
					paces.set(id, pace);
					yield { kind: 'begun', export: id };
				}
				if (each.kind === 'part') await pace.next(signal);
				yield newsView(each);
			}
		} catch (error) {
			// What a stream throws passes by the router's own translation.
			throw failureOf(error, ['audit', 'export'], log);
		} finally {
			paces.delete(id);
		}
	}

	return {
		trustRoot: contract.audit.trustRoot.handler(() => {
			const { epoch, startHeight } = node.epochs().at(-1)?.description ?? { epoch: 0, startHeight: 0 };
			const text = writeTrustRoot(trustRootOf(node.genesis, { epoch, startHeight }, proofs.sha256));
			return { text, digest: toHex(proofs.sha256(utf8(text))), epoch, chainId: node.chainId };
		}),
		export: contract.audit.export.handler(({ input, context, signal }) => {
			const stream = exported(input.selection, signal ?? new AbortController().signal);
			return heldSubscription(context, stream, signal);
		}),
		received: contract.audit.received.handler(({ input }) => {
			const pace = paces.get(input.export);
			// An export that has ended needs no more of them.
			return { parts: pace ? pace.received(input.parts) : input.parts };
		}),
	};
}

function newsView(news: BundleNews): ExportNews {
	switch (news.kind) {
		case 'progress':
			return news;
		case 'part':
			return { ...news, data: Buffer.from(news.data).toString('base64') };
		case 'done': {
			const { kind, height, bytes, root, counts } = news;
			return { kind, height, bytes, root: cidText(root), ...counts };
		}
	}
}
