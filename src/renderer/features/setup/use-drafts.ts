import { defineStore } from 'pinia';
import { reactive } from 'vue';
import type { HostState } from '../../../shared/contract/index.ts';
import { emptyDemo, emptyJoin, emptyOpen } from './drafts.ts';

const NOTHING: HostState['proposed'] = {
	demo: { directory: '', exists: false },
	node: { directory: '', exists: false },
};

/** Drafts of the wizard's doors: they outlive a step back, a look at an audit bundle and a failed start. */
export const useDrafts = defineStore('setup-drafts', () => {
	const demo = reactive(emptyDemo(NOTHING));
	const join = reactive(emptyJoin(NOTHING));
	const open = reactive(emptyOpen(NOTHING));
	let isProposed = false;

	/** Fills in the proposed directories, once. */
	function propose(proposed: HostState['proposed']): void {
		if (isProposed) return;
		isProposed = true;
		Object.assign(demo, emptyDemo(proposed));
		Object.assign(join, emptyJoin(proposed));
		Object.assign(open, emptyOpen(proposed));
	}

	/** Once a start is under way, no secret stays here. */
	function forgetSecrets(): void {
		Object.assign(join, { passphrase: '', repeated: '' });
		open.passphrase = '';
	}

	return { demo, join, open, propose, forgetSecrets };
});
