import { computed, type ShallowRef, shallowRef, watch } from 'vue';
import type { StateProofView } from '../../../shared/contract/index.ts';
import { useComparedTrustRoots } from '../../app/compared-trust-roots.ts';
import { useNodeStatus } from '../../app/node-status.ts';
import { useClient } from '../../rpc/client.ts';
import { type Audit, sessionProofDesk } from '../../workers/proof-desk.ts';

export interface ShownAudit extends Audit {
	/** The proof that was verified: a newer one may be waiting its turn. */
	readonly proof: StateProofView;
}

/** Verifies each proof as it comes, beside the page's own thread; the last outcome stays until the next is there. */
export function useAudit(
	path: () => string,
	proof: () => StateProofView | null,
): {
	readonly audit: Readonly<ShallowRef<ShownAudit | null>>;
	/** Why the node could not be asked; null when it could. */
	readonly failure: Readonly<ShallowRef<unknown>>;
	/** Verifies the present proof again. */
	again(): void;
} {
	const client = useClient();
	const status = useNodeStatus();
	const compared = useComparedTrustRoots();
	const audit = shallowRef<ShownAudit | null>(null);
	const failure = shallowRef<unknown>(null);
	const chainId = computed(() => status.data?.chainId ?? null);
	const turn = shallowRef(0);

	watch(path, () => {
		audit.value = null;
	});
	watch(
		[path, proof, chainId, turn],
		async ([askedPath, asked, chain]) => {
			if (!asked || !chain) return;
			const desk = sessionProofDesk({ chainId: chain, expected: () => compared.of(chain) }, client.proofs);
			const isPresent = () => asked === proof() && askedPath === path();
			try {
				const outcome = await desk.audit(askedPath, asked);
				if (!isPresent()) return;
				audit.value = { ...outcome, proof: asked };
				failure.value = null;
			} catch (error) {
				if (isPresent()) failure.value = error;
			}
		},
		{ immediate: true },
	);
	return {
		audit,
		failure,
		again: () => {
			turn.value += 1;
		},
	};
}
