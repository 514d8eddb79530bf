import { createNode, readNodeOptions } from '../node/create-node.ts';
import type { GridquorumNode } from '../node/types.ts';

/** Runs the node of a data directory for the length of one command. @throws CodedError as the node's start */
export async function withNode<T>(home: string, use: (node: GridquorumNode) => Promise<T>): Promise<T> {
	const node = await createNode(await readNodeOptions(home));
	try {
		await node.start();
		return await use(node);
	} finally {
		await node.stop();
	}
}
