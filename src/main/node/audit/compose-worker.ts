import '../../../shared/errors/sentences.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { type AuditSource, composeBundle } from '../../../shared/audit/compose.ts';
import { decodeGenesis } from '../../../shared/codec/genesis.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { StateLeaf } from '../../core/contracts/types.ts';
import { hasher } from '../crypto/sha256.ts';
import { BundleParts } from './bundle-parts.ts';
import type {
	BundlePlace,
	BundleSummary,
	ComposeAnswer,
	ComposeCall,
	ComposeInput,
	ComposeMessage,
	StoredRange,
} from './compose-messages.ts';
import { liveSource } from './live-source.ts';

let answered: (value: ComposeAnswer) => void = () => undefined;

function tell(message: ComposeMessage): void {
	parentPort?.postMessage(message);
}

function ask(call: ComposeCall): Promise<ComposeAnswer> {
	return new Promise((resolve) => {
		answered = resolve;
		tell({ kind: 'call', call });
	});
}

async function readState(): Promise<readonly StateLeaf[]> {
	const leaves: StateLeaf[] = [];
	while (true) {
		const some = (await ask({ op: 'leaves' })) as readonly StateLeaf[];
		if (some.length === 0) return leaves;
		leaves.push(...some);
	}
}

async function compose({ genesis, selection, tip }: ComposeInput): Promise<BundleSummary> {
	const readRange = async (from: number): Promise<StoredRange> => (await ask({ op: 'blocks', from })) as StoredRange;
	const certified = liveSource(
		{ genesis: decodeGenesis(genesis), tip, leaves: await readState() },
		{ hasher, readRange },
	);
	const block = async (cid: Uint8Array): Promise<Uint8Array | null> =>
		(await ask({ op: 'document-block', cid })) as Uint8Array | null;
	// Encrypted as they are: whose keys a reader is given is for the grants on the chain to say.
	const source: AuditSource = { ...certified, documents: { block, contentKey: async () => null } };
	const partsOf = (place: BundlePlace): BundleParts =>
		new BundleParts(async (data) => {
			await ask({ op: 'part', place, data });
		});
	const [body, first] = [partsOf('body'), partsOf('head')];
	const sha256 = (bytes: Uint8Array): Uint8Array => hasher.sha256(bytes);
	const { head, root, counts } = await composeBundle(
		{ selection, source },
		{ sha256, sink: (section) => body.add(section) },
	);
	await body.end();
	await first.add(head);
	await first.end();
	return { root, counts, bytes: first.bytes + body.bytes };
}

parentPort?.on('message', (value: ComposeAnswer) => answered(value));
compose(workerData as ComposeInput).then(
	(summary) => tell({ kind: 'done', summary }),
	(error: unknown) => {
		const coded = error instanceof CodedError ? error : null;
		tell({ kind: 'failed', code: coded?.code ?? null, details: coded?.details ?? {}, message: String(error) });
	},
);
