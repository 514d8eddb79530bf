import { computed, type ShallowRef, shallowRef, watch } from 'vue';
import { useClient } from '../../rpc/client.ts';
import { type Audit, type ProofDesk, sessionProofDesk } from '../../workers/proof-desk.ts';
import { useComparedTrustRoots } from '../compared-trust-roots.ts';
import { useNodeStatus } from '../node-status.ts';

export interface ShownAudit<P> extends Audit {
	/** The proof that was verified: a newer one may be waiting its turn. */
	readonly proof: P;
}

/**
 * Verifies each proof as it comes, beside the page's own thread; the last outcome stays until the next is there.
 * @param subject what is proven: another one forgets the outcome
 */
export function useAudit<P>(
	subject: () => string,
	proof: () => P | null,
	verify: (desk: ProofDesk, proof: P, subject: string) => Promise<Audit>,
): {
	readonly audit: Readonly<ShallowRef<ShownAudit<P> | null>>;
	/** Why the node could not be asked; null when it could. */
	readonly failure: Readonly<ShallowRef<unknown>>;
	/** Verifies the present proof again. */
	again(): void;
} {
	const client = useClient();
	const status = useNodeStatus();
	const compared = useComparedTrustRoots();
	const audit = shallowRef<ShownAudit<P> | null>(null);
	const failure = shallowRef<unknown>(null);
	const chainId = computed(() => status.data?.chainId ?? null);
	const turn = shallowRef(0);

	watch(subject, () => {
		audit.value = null;
	});
	watch(
		[subject, proof, chainId, turn] as const,
		async ([about, asked, chain]) => {
			if (asked === null || !chain) return;
			const desk = sessionProofDesk({ chainId: chain, expected: () => compared.of(chain) }, client.proofs);
			const isPresent = () => asked === proof() && about === subject();
			try {
				const outcome = await verify(desk, asked as P, about);
				if (!isPresent()) return;
				audit.value = { ...outcome, proof: asked as P };
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
