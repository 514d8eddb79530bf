import { defineStore } from 'pinia';
import { useClient } from '../rpc/client.ts';
import { useQuery } from '../rpc/query.ts';
import { useHost } from './host.ts';

/** The node behind this console; every figure that depends on the market's units waits for it. */
export const useNodeStatus = defineStore('node-status', () => {
	const client = useClient();
	const host = useHost();
	return useQuery(
		() => `node.status ${host.networkKey}`,
		['status'],
		() => client.node.status(),
		{ enabled: () => host.hasNode },
	);
});
