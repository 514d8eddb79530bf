import { type Ref, ref, shallowRef } from 'vue';
import type { HostChoice } from '../../../shared/contract/index.ts';
import { useHost } from '../../app/host.ts';
import { useClient } from '../../rpc/client.ts';
import { type CodedFailure, codedFailure } from '../../rpc/failure.ts';
import { useDrafts } from './use-drafts.ts';

export interface Beginning {
	readonly busy: Ref<boolean>;
	/** Why the program did not begin; null while nothing was refused. */
	readonly refused: Ref<CodedFailure | null>;
	begin(choice: HostChoice): Promise<void>;
}

/** Hands the choice to the program; the stage that follows shows the start. */
export function useBegin(): Beginning {
	const client = useClient();
	const host = useHost();
	const drafts = useDrafts();
	const busy = ref(false);
	const refused = shallowRef<CodedFailure | null>(null);
	return {
		busy,
		refused,
		async begin(choice) {
			if (busy.value) return;
			busy.value = true;
			refused.value = null;
			try {
				await client.host.begin(choice);
				drafts.forgetSecrets();
				await host.refetch();
			} catch (error) {
				refused.value = codedFailure(error);
			} finally {
				busy.value = false;
			}
		},
	};
}
