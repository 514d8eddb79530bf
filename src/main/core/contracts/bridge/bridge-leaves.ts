import type { CallContext } from '../engine/call-context.ts';

export const BRIDGE = 'bridge';

/** Leaves by their whole paths, which the other chain's proofs name. */
export function readLeaf<T>(context: CallContext, path: string): T | undefined {
	return context.space(BRIDGE).get<T>(keyOf(path));
}

export function writeLeaf(context: CallContext, path: string, value: object | number): void {
	context.space(BRIDGE).set(keyOf(path), value);
}

export function deleteLeaf(context: CallContext, path: string): void {
	context.space(BRIDGE).delete(keyOf(path));
}

function keyOf(path: string): string {
	return path.slice(BRIDGE.length + 1);
}
