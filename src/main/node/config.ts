import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { multiaddr } from '@multiformats/multiaddr';
import { z } from 'zod';
import { decodeGenesis } from '../../shared/codec/genesis.ts';
import type { GenesisDocument } from '../../shared/codec/genesis-document.ts';
import { CodedError, codeOf } from '../../shared/errors/coded-error.ts';
import { MAX_CLOCK_SPEED } from './clock.ts';
import { writeFileAtomic } from './files/atomic-file.ts';
import { LOG_LEVELS } from './observe/log.ts';

export const CONFIG_FILE = 'config.json';

const ADDRESS = /^\/(ip4|ip6|dns|dns4|dns6)\/[^/]+\/tcp\/\d{1,5}$/;
const SOURCE_ADDRESS = /^\/(ip4|ip6|dns|dns4|dns6)\/[^/]+\/tcp\/\d{1,5}\/p2p\/[1-9A-HJ-NP-Za-km-z]{40,64}$/;

const multiaddrText = z.string().refine(isAddress, 'an address such as /ip4/127.0.0.1/tcp/4001');
const sourceText = z.string().refine(isSourceAddress, 'an address such as /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo…');

const form = z.strictObject({
	version: z.literal(1),
	/** Id of this node as a validator, in the genesis or in an epoch to come; an observer has none. */
	validator: z.string().min(1).max(64).optional(),
	/** Paths are relative to the data directory. */
	genesis: z.string().min(1).default('genesis.cbor'),
	keys: z.string().min(1).default('keys'),
	passphraseFile: z.string().min(1).optional(),
	listen: z.array(multiaddrText).min(1).max(8),
	/** Where a validator is reached from here, when not where the genesis says. */
	peerAddresses: z.record(z.string(), z.array(multiaddrText).min(1).max(8)).default({}),
	/** Whom to follow beside the validators. */
	sources: z.array(sourceText).max(32).default([]),
	/** Peer ids that may follow this node, beside those that the chain's governance admits. */
	observers: z
		.array(z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{40,64}$/, 'a peer id'))
		.max(256)
		.default([]),
	/** Blocks behind its peers from which on a starting node takes a snapshot, which brings no history; default: never. */
	snapshotBeyondBlocks: z.int().min(1_000).optional(),
	/** Overrides chain time = wall time; for demonstrations and tests, the same on every validator. */
	clock: z
		.strictObject({
			anchorChainMs: z.int().min(0),
			anchorWallMs: z.int().min(0),
			speed: z.number().min(1).max(MAX_CLOCK_SPEED),
		})
		.optional(),
	/** Encrypted bytes of documents that this node keeps at most. */
	documentQuotaBytes: z.int().min(1_048_576).optional(),
	logLevel: z.enum(LOG_LEVELS).default('info'),
});

/** A node's `config.json`. */
export type NodeConfig = z.infer<typeof form>;
export type NodeConfigInput = z.input<typeof form>;

/** @throws CodedError CONFIG_UNREADABLE | CONFIG_INVALID with the path of the first wrong field */
export async function readConfig(directory: string): Promise<NodeConfig> {
	const file = resolve(directory, CONFIG_FILE);
	let value: unknown;
	try {
		value = JSON.parse(await readFile(file, 'utf8'));
	} catch (error) {
		throw new CodedError('CONFIG_UNREADABLE', { file, reason: String(error) });
	}
	const parsed = form.safeParse(value);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	throw new CodedError('CONFIG_INVALID', {
		file,
		path: issue?.path.join('.') || '(whole file)',
		reason: issue?.message ?? 'not valid',
	});
}

export async function writeConfig(directory: string, config: NodeConfigInput): Promise<void> {
	await writeFileAtomic(resolve(directory, CONFIG_FILE), `${JSON.stringify(form.parse(config), null, '\t')}\n`);
}

/** @throws CodedError CONFIG_UNREADABLE | GENESIS_INVALID */
export async function readGenesisFile(path: string): Promise<GenesisDocument> {
	let bytes: Uint8Array;
	try {
		bytes = new Uint8Array(await readFile(path));
	} catch (error) {
		throw new CodedError('CONFIG_UNREADABLE', { file: path, reason: String(error) });
	}
	try {
		return decodeGenesis(bytes);
	} catch (error) {
		if (!codeOf(error)?.startsWith('CODEC_')) throw error;
		const reason = `not a genesis file: ${error instanceof Error ? error.message.replace(/\.$/, '') : String(error)}`;
		throw new CodedError('GENESIS_INVALID', { path, reason });
	}
}

/** Where a node is reached, such as `/ip4/10.0.0.7/tcp/4001`. */
export function isAddress(text: string): boolean {
	return ADDRESS.test(text) && isMultiaddr(text);
}

/** Where a peer is reached and who it is: an address, `/p2p/` and the peer id. */
export function isSourceAddress(text: string): boolean {
	return SOURCE_ADDRESS.test(text) && isMultiaddr(text);
}

/** The parser alone knows that 999 is no part of an IPv4 address and 99999 no port. */
function isMultiaddr(text: string): boolean {
	try {
		multiaddr(text);
		return true;
	} catch {
		return false;
	}
}
