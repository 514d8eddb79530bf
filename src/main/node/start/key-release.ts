import { randomBytes } from 'node:crypto';
import { DEFAULT_KEY_RELEASE, KeyReleaseService } from '../access/key-release-service.ts';
import { KeyReleaser } from '../access/key-releaser.ts';
import type { NodeDocuments } from '../documents/types.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Log } from '../observe/log.ts';
import type { ParticipantCaller } from '../participant-caller.ts';
import type { Chain } from './chain.ts';
import type { NodeKeys } from './open-disk.ts';

export interface KeyRelease {
	readonly releaser: KeyReleaser;
	readonly service: KeyReleaseService;
}

/** Hands over keys of documents: by hand, and unasked under the grants of this node's participants. */
export function openKeyRelease(modules: {
	readonly chain: Chain;
	readonly keys: NodeKeys;
	readonly documents: Pick<NodeDocuments, 'contentKey'>;
	readonly caller: ParticipantCaller;
	/** Chain time, ms. */
	readonly now: () => number;
	readonly log: Log;
	readonly lifecycle: Lifecycle;
}): KeyRelease {
	const { chain, keys, documents, caller, now, log, lifecycle } = modules;
	const read = async (path: string): Promise<Uint8Array | null> => (await chain.executor.values([path]))[0] ?? null;
	const releaser = new KeyReleaser({
		read,
		now: () => Math.max(now(), chain.head().time ?? 0),
		contentKey: (document, participant) => documents.contentKey(document, participant),
		call: (participant, call) => caller.call(participant, call),
		random: (count) => new Uint8Array(randomBytes(count)),
	});
	const service = new KeyReleaseService(
		{ ...DEFAULT_KEY_RELEASE, participants: keys.participants.names },
		{
			releaser,
			read,
			isLocked: (participant) => keys.participants.locked.includes(participant),
			monotonicMs: () => performance.now(),
			log,
		},
	);
	const stopListening = keys.participants.onUnlock(() => service.start());
	lifecycle.onClose('key-release', () => {
		stopListening();
		return service.stop();
	});
	return { releaser, service };
}
