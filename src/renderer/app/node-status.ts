import { defineStore } from 'pinia';
import { useClient } from '../rpc/client.ts';
import { useQuery } from '../rpc/query.ts';

/** The node behind this console; every figure that depends on the market's units waits for it. */
export const useNodeStatus = defineStore('node-status', () => {
	const client = useClient();
	return useQuery('node.status', ['status'], () => client.node.status());
});
