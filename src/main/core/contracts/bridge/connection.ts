import {
	BRIDGE_CLIENT_LIMITS,
	type ChainClient,
	type ChainRoot,
	type ChannelTerms,
} from '../../../../shared/codec/bridge-client.ts';
import { bridgePaths } from '../../../../shared/codec/bridge-state.ts';
import { compareText, equalBytes, toHex } from '../../../../shared/codec/bytes.ts';
import type { GovernanceChange } from '../../../../shared/codec/governance.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { certificateQuorum } from '../../../../shared/proofs/certificates.ts';
import type { CallContext } from '../engine/call-context.ts';
import { writeLeaf } from './bridge-leaves.ts';
import {
	connectedChains,
	dropKept,
	findClient,
	findScope,
	keepScope,
	requireClient,
	writeClient,
} from './client-state.ts';

/** As `chainIdOf` makes them; ids of what comes from a chain begin with its own, up to a colon. */
const CHAIN_ID = /^[a-z0-9][a-z0-9-]{0,39}-[0-9a-f]{16}$/;

type Change<K extends GovernanceChange['kind']> = Extract<GovernanceChange, { kind: K }>;

/** @throws CodedError BRIDGE_CHAIN_OWN, BRIDGE_CHAIN_KNOWN, BRIDGE_CHAINS_TOO_MANY or BRIDGE_ROOT_INVALID */
export function requireConnectable(context: CallContext, root: ChainRoot): void {
	const { chainId: chain } = root;
	if (chain === context.block.chainId) throw new CodedError('BRIDGE_CHAIN_OWN', { chain });
	if (findClient(context, chain)) throw new CodedError('BRIDGE_CHAIN_KNOWN', { chain });
	const { chains: max } = BRIDGE_CLIENT_LIMITS;
	if (connectedChains(context).length >= max) throw new CodedError('BRIDGE_CHAINS_TOO_MANY', { max });
	requireSound(context, root);
}

/** @throws CodedError BRIDGE_CHAIN_UNKNOWN, BRIDGE_ROOT_OTHER, BRIDGE_ROOT_EPOCH, BRIDGE_ROOT_KEYS or BRIDGE_ROOT_INVALID */
export function requireRecoverable(context: CallContext, root: ChainRoot): void {
	const { chainId: chain, genesisDigest, currency, epoch } = root;
	const client = requireClient(context, chain);
	const refuse = (reason: string): never => {
		throw new CodedError('BRIDGE_ROOT_OTHER', { chain, reason });
	};
	if (!equalBytes(genesisDigest, client.genesisDigest)) refuse('it has another genesis');
	if (currency !== client.currency) refuse('it has another currency');
	if (epoch < client.epoch) refuse(`epoch ${epoch} is before epoch ${client.epoch}`);
	if (client.frozenAt !== null) requireAfterFork(context, client, client.frozenAt, root);
	requireSound(context, root);
}

/**
 * The keys that the client knows certified both sides of the fork and would again, with no signature saying for which: a
 * frozen client goes on with a later epoch alone. Each side had a quorum q of n, so at least 2q − n keys signed both;
 * where fewer of them are gone, abused ones stay.
 */
function requireAfterFork(
	context: CallContext,
	client: ChainClient,
	height: number,
	{ chainId: chain, epoch, validators }: ChainRoot,
): void {
	if (epoch === client.epoch) throw new CodedError('BRIDGE_ROOT_EPOCH', { chain, epoch, height });
	const known = findScope(context, chain, client.epoch)?.publicKeys ?? [];
	context.charge(known.length + validators.length);
	const stay = new Set(validators.map(({ publicKey }) => toHex(publicKey)));
	const gone = known.filter((key) => !stay.has(toHex(key))).length;
	const least = 2 * certificateQuorum(known.length) - known.length;
	if (gone < least) throw new CodedError('BRIDGE_ROOT_KEYS', { chain, height, gone, least });
}

/** Begins a client; the channel begins with it, empty. @throws as `requireConnectable` */
export function connectChain(context: CallContext, { root, terms }: Change<'connect-chain'>): void {
	requireConnectable(context, root);
	const { chainId: chain, genesisDigest, currency } = root;
	writeLeaf(context, bridgePaths.chains, [...connectedChains(context), chain].sort(compareText));
	begin(context, root, { genesisDigest, currency, terms });
	context.emit({ kind: 'chain-connected', chain, root, terms });
}

/** @throws CodedError BRIDGE_CHAIN_UNKNOWN */
export function setChannelTerms(context: CallContext, { chain, terms }: Change<'channel-terms'>): void {
	writeClient(context, chain, { ...requireClient(context, chain), terms });
	context.emit({ kind: 'channel-terms-set', chain, terms });
}

/** A client of new keys that forgets every state it knew; the channel goes on. @throws as `requireRecoverable` */
export function recoverChain(context: CallContext, { root }: Change<'recover-chain'>): void {
	requireRecoverable(context, root);
	const { chainId: chain } = root;
	begin(context, root, dropKept(context, chain, requireClient(context, chain)));
	context.emit({ kind: 'chain-recovered', chain, root });
}

function begin(
	context: CallContext,
	{ chainId: chain, epoch, genesisId, validators }: ChainRoot,
	{ genesisDigest, currency, terms }: Pick<ChainClient, 'genesisDigest' | 'currency'> & { terms: ChannelTerms },
): void {
	const client: ChainClient = {
		genesisDigest,
		currency,
		epoch,
		height: 0,
		time: 0,
		updatedAt: context.time,
		roots: [],
		scopes: [],
		frozenAt: null,
		terms,
	};
	const publicKeys = validators.map(({ publicKey }) => publicKey);
	writeClient(context, chain, keepScope(context, client, { chainId: chain, epoch, genesisId, publicKeys }));
}

/** What can be told without the other chain. @throws CodedError BRIDGE_ROOT_INVALID */
function requireSound(context: CallContext, root: ChainRoot): void {
	const { chainId: chain, genesisDigest, epoch, genesisId, validators } = root;
	const refuse = (reason: string): never => {
		throw new CodedError('BRIDGE_ROOT_INVALID', { chain, reason });
	};
	context.charge(validators.length);
	if (!CHAIN_ID.test(chain)) refuse('no genesis gives a chain such an id');
	if (!chain.endsWith(`-${toHex(genesisDigest).slice(0, 16)}`)) refuse('the chain id is not of that genesis');
	if (epoch === 0 && !equalBytes(genesisId, genesisDigest)) refuse('the first epoch begins with the genesis');
	if (validators.length === 0) refuse('it has no validator');
	if (new Set(validators.map(({ publicKey }) => toHex(publicKey))).size < validators.length)
		refuse('two validators share a key');
}
