import type { GridquorumNode, NodeSnapshot } from '../node/types.ts';
import type { terminalLog } from './terminal-log.ts';

/** What a node does, in words. */
const WORDS: { readonly [phase in NodeSnapshot['phase']]: string } = {
	starting: 'node is starting',
	syncing: 'validator is up and catches up',
	validating: 'validator is up',
	observing: 'observer is up: it follows the validators and does not vote',
	stopping: 'node is stopping',
	failed: 'node has failed: read its log',
};

const CHECK_MS = 1_000;

/** Says what a started node does, now and whenever its role or its epoch changes. @returns ends it */
export function watchPhase(
	node: Pick<GridquorumNode, 'chainId' | 'snapshot'>,
	log: Pick<ReturnType<typeof terminalLog>, 'info'>,
): () => void {
	let said = '';
	const check = (): void => {
		const { phase, epoch, height } = node.snapshot();
		// Catching up comes and goes with every message that is late: no news once the node is up.
		const now = `${phase === 'syncing' && said !== '' ? 'validating' : phase} ${epoch}`;
		if (now === said) return;
		said = now;
		log.info({ chain: node.chainId, height, epoch }, WORDS[phase]);
	};
	check();
	const timer = setInterval(check, CHECK_MS);
	return () => clearInterval(timer);
}
