import { defineStore } from 'pinia';
import { ref } from 'vue';
import { networkName } from '../../shared/codec/ids.ts';

const STORAGE_KEY = 'gridquorum.trust-roots';
/** Networks that one machine remembers. */
const MAX_ROOTS = 64;

function load(): Readonly<Record<string, string>> {
	try {
		const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
		const entries = Object.entries(stored as object).filter(([, digest]) => /^[0-9a-f]{64}$/.test(String(digest)));
		return Object.fromEntries(entries.slice(-MAX_ROOTS)) as Record<string, string>;
	} catch {
		return {};
	}
}

/** Genesis digests that the operator compared with another source, by network; kept on this machine. */
export const useComparedTrustRoots = defineStore('compared-trust-roots', () => {
	const roots = ref(load());

	/** Null before the operator has compared it. */
	function of(chainId: string): string | null {
		return roots.value[networkName(chainId)] ?? null;
	}

	function keep(chainId: string, digest: string): void {
		const { [networkName(chainId)]: _former, ...others } = roots.value;
		const kept = Object.entries(others).slice(1 - MAX_ROOTS);
		roots.value = { ...Object.fromEntries(kept), [networkName(chainId)]: digest };
		localStorage.setItem(STORAGE_KEY, JSON.stringify(roots.value));
	}

	return { of, keep };
});
