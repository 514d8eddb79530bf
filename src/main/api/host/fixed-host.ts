import type { HostState } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { GridquorumNode } from '../../node/types.ts';
import { genesisOf, previewOf } from './genesis-preview.ts';
import type { HostDesk } from './host-desk.ts';
import { nodeSteps } from './node-steps.ts';

/** The program around a node that somebody else starts and stops: it says what runs and offers nothing else. */
export function fixedHost(
	options: { readonly version: string; readonly since: number },
	{ node }: { readonly node: Pick<GridquorumNode, 'dataDirectory' | 'snapshot'> },
): HostDesk {
	const network: HostState['network'] = { kind: 'node', directory: node.dataDirectory, played: [] };
	const here = { directory: node.dataDirectory, exists: true };
	const refuse = async (): Promise<never> => {
		throw new CodedError('HOST_NETWORK_FIXED');
	};
	return {
		state: () => ({
			stage: 'running',
			version: options.version,
			door: 'browser',
			network,
			steps: nodeSteps({ ...node.snapshot(), phase: 'validating' }),
			failure: null,
			canChoose: false,
			proposed: { demo: here, node: here },
			since: options.since,
		}),
		preview: (genesis) => previewOf(genesisOf(genesis)),
		begin: refuse,
		retry: refuse,
		leave: refuse,
		play: async () => {
			throw new CodedError('HOST_NOT_A_DEMO');
		},
	};
}
