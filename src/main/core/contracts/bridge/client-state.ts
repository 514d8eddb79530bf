import {
	BRIDGE_CLIENT_LIMITS,
	type ChainClient,
	type ClientRoot,
	type ClientScope,
} from '../../../../shared/codec/bridge-client.ts';
import { bridgePaths } from '../../../../shared/codec/bridge-state.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { ValidatorScope } from '../../../../shared/proofs/certificates.ts';
import type { CallContext } from '../engine/call-context.ts';
import { deleteLeaf, readLeaf, writeLeaf } from './bridge-leaves.ts';

export function connectedChains(context: CallContext): readonly string[] {
	return readLeaf<readonly string[]>(context, bridgePaths.chains) ?? [];
}

export function findClient(context: CallContext, chain: string): ChainClient | undefined {
	return readLeaf<ChainClient>(context, bridgePaths.client(chain));
}

/** @throws CodedError BRIDGE_CHAIN_UNKNOWN */
export function requireClient(context: CallContext, chain: string): ChainClient {
	const client = findClient(context, chain);
	if (!client) throw new CodedError('BRIDGE_CHAIN_UNKNOWN', { chain });
	return client;
}

/**
 * A client that what it says can be relied on.
 * @throws CodedError BRIDGE_CHAIN_UNKNOWN, BRIDGE_CLIENT_FROZEN or BRIDGE_CLIENT_EXPIRED
 */
export function requireTrusted(context: CallContext, chain: string): ChainClient {
	const client = requireClient(context, chain);
	const { frozenAt, updatedAt, terms } = client;
	if (frozenAt !== null) throw new CodedError('BRIDGE_CLIENT_FROZEN', { chain, height: frozenAt });
	if (context.time - updatedAt > terms.trustPeriodMs)
		throw new CodedError('BRIDGE_CLIENT_EXPIRED', { chain, expiredAt: updatedAt + terms.trustPeriodMs });
	return client;
}

export function writeClient(context: CallContext, chain: string, client: ChainClient): void {
	writeLeaf(context, bridgePaths.client(chain), client);
}

/** The keys of a kept epoch as proofs are verified by them; undefined for an epoch that is not kept. */
export function findScope(context: CallContext, chain: string, epoch: number): ValidatorScope | undefined {
	const scope = readLeaf<ClientScope>(context, bridgePaths.scope(chain, epoch));
	return scope && { chainId: chain, ...scope };
}

export function findRoot(context: CallContext, chain: string, height: number): ClientRoot | undefined {
	return readLeaf<ClientRoot>(context, bridgePaths.root(chain, height));
}

/** Keeps the keys of a later epoch; those of the oldest go. */
export function keepScope(context: CallContext, client: ChainClient, scope: ValidatorScope): ChainClient {
	const { chainId, epoch, genesisId, publicKeys } = scope;
	const kept: ClientScope = { epoch, genesisId, publicKeys };
	writeLeaf(context, bridgePaths.scope(chainId, epoch), kept);
	const scopes = [...client.scopes, epoch];
	for (const old of scopes.splice(0, scopes.length - BRIDGE_CLIENT_LIMITS.scopes))
		deleteLeaf(context, bridgePaths.scope(chainId, old));
	return { ...client, epoch, scopes };
}

/** Keeps a state root that is not kept yet; the lowest goes, be it this one. */
export function keepRoot(
	context: CallContext,
	chain: string,
	client: ChainClient,
	height: number,
	root: ClientRoot,
): ChainClient {
	writeLeaf(context, bridgePaths.root(chain, height), root);
	const roots = [...client.roots, height].sort((a, b) => a - b);
	for (const old of roots.splice(0, roots.length - BRIDGE_CLIENT_LIMITS.roots))
		deleteLeaf(context, bridgePaths.root(chain, old));
	const newest = height > client.height ? { height, time: root.time } : {};
	return { ...client, ...newest, roots };
}

/** Drops every kept root and all keys. */
export function dropKept(context: CallContext, chain: string, client: ChainClient): ChainClient {
	for (const height of client.roots) deleteLeaf(context, bridgePaths.root(chain, height));
	for (const epoch of client.scopes) deleteLeaf(context, bridgePaths.scope(chain, epoch));
	return { ...client, roots: [], scopes: [] };
}
