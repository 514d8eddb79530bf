import { CodedError } from '../../../shared/errors/coded-error.ts';
import { signingFile } from '../../api/deed-files.ts';
import { ReadModel } from '../../api/read-model/read-model.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { openStopped, type StoppedNode } from '../../node/forensics/stopped-node.ts';
import { nodeDirectory } from '../node-directory.ts';
import { writeSigningFile } from '../signing-files.ts';

interface ExportFlags {
	readonly home: string;
	readonly participant: string;
	readonly product?: string;
	readonly out: string;
}

/** `deeds export`. */
export async function exportDeeds({ home, participant, product, out }: ExportFlags): Promise<void> {
	const stopped = await openStopped(await nodeDirectory(home));
	try {
		const model = await modelOf(stopped);
		if (!model.directory.participants.has(participant)) throw new CodedError('PARTICIPANT_UNKNOWN', { participant });
		const content = signingFile(participant, product ?? null, { chainId: stopped.chainId, model });
		await writeSigningFile(out, content);
		process.stdout.write(
			`${content.deeds.length} deeds await ${participant}, as of block ${model.asOfHeight}: ${out}\n`,
		);
	} finally {
		await stopped.close();
	}
}

async function modelOf({ genesis, store }: StoppedNode): Promise<ReadModel> {
	const model = new ReadModel({ genesis, hasher, utcOffsetMinutes: 0, wallNow: Date.now });
	for (let height = 1; height <= store.executedHeight; height++) {
		const [stored, execution] = await Promise.all([store.block(height), store.execution(height)]);
		if (!stored || !execution) throw new CodedError('CONSOLE_REPLAY_GAP', { height, head: store.executedHeight });
		const { stateRoot, transactionIds, receipts, events } = execution;
		model.apply({ ...stored, stateRoot, transactionIds, receipts, events });
	}
	return model;
}
