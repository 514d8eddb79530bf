import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { toHex } from '../../shared/codec/bytes.ts';
import { createGenesis, DEFAULT_CONSENSUS, DEFAULT_MARKET, encodeGenesis } from '../../shared/codec/genesis.ts';
import type {
	ConsensusParameters,
	GenesisDocument,
	GenesisParticipant,
	GenesisValidator,
	MarketParameters,
} from '../../shared/codec/genesis-document.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import { writeConfig } from './config.ts';
import { createSeed } from './crypto/ed25519.ts';
import { writeFileAtomic } from './files/atomic-file.ts';
import { type KeyPurpose, publicKeyOf, type ScryptCost } from './keys/key-file.ts';
import { Keystore } from './keys/keystore.ts';
import { peerIdOfSeed } from './network/libp2p-transport.ts';
import type { LogLevel } from './observe/log.ts';
import type { ClockSetting } from './types.ts';

export const MAX_TESTNET_VALIDATORS = 64;
const PASSPHRASE_FILE = 'passphrase';

/** A participant of a genesis whose keys are still to be made. */
export type KeylessParticipant = Omit<GenesisParticipant, 'publicKey' | 'encryptionKey'>;

export interface TestnetOptions {
	/** New or empty; gets one directory per validator, `validator-0` and so on. */
	readonly directory: string;
	/** Lower-case name of the chain. */
	readonly name: string;
	/** TCP port of each validator, in order; their number is the number of validators. */
	readonly ports: readonly number[];
	/** What people call the validators, in order. Default: their numbers. */
	readonly names?: readonly Pick<GenesisValidator, 'name' | 'operator'>[];
	/** Default 127.0.0.1. */
	readonly host?: string;
	/** Chain clock at height 0, ms. */
	readonly time: number;
	/** Their keys are made here and kept by the validator that `keysAt` names (default 0). */
	readonly participants: readonly KeylessParticipant[];
	readonly keysAt?: (participant: string) => number;
	readonly market: Partial<MarketParameters> & Pick<MarketParameters, 'marketOperator' | 'gridOperator'>;
	readonly consensus?: Partial<ConsensusParameters>;
	readonly clock?: ClockSetting;
	readonly logLevel?: LogLevel;
	/** Default: a random one, written to `passphrase` (mode 0600) beside each validator's config. */
	readonly passphrase?: string;
	readonly scrypt?: ScryptCost;
}

export interface Testnet {
	readonly genesis: GenesisDocument;
	/** Data directory of each validator. */
	readonly directories: readonly string[];
}

/** A key of its own for each use, so that either can be rotated without the other. */
interface ParticipantKeys {
	readonly signing: Uint8Array;
	readonly encryption: Uint8Array;
}

interface ValidatorKeys {
	readonly id: string;
	readonly signing: Uint8Array;
	readonly network: Uint8Array;
}

/**
 * Makes the keys, the genesis and the data directories of a network whose validators share a machine. The directory
 * appears whole or not at all.
 * @throws CodedError TESTNET_INVALID | GENESIS_INVALID | CODEC_INVALID
 */
export async function createTestnet(options: TestnetOptions): Promise<Testnet> {
	const target = resolve(options.directory);
	await requireEmpty(target);
	const count = options.ports.length;
	if (count < 1 || count > MAX_TESTNET_VALIDATORS)
		throw new CodedError('TESTNET_INVALID', {
			reason: `${count} validators; 1 to ${MAX_TESTNET_VALIDATORS} are possible`,
		});
	const validators = options.ports.map(
		(_, index): ValidatorKeys => ({ id: `validator-${index}`, signing: createSeed(), network: createSeed() }),
	);
	const seeds = new Map(
		options.participants.map(({ id }): [string, ParticipantKeys] => [
			id,
			{ signing: createSeed(), encryption: createSeed() },
		]),
	);
	const genesis = await genesisOf(options, validators, seeds);
	const partial = `${target}.${randomUUID()}.partial`;
	try {
		await mkdir(dirname(target), { recursive: true });
		await mkdir(partial, { mode: 0o700 });
		await Promise.all(
			validators.map((keys, index) => writeValidator(join(partial, keys.id), options, genesis, keys, seeds, index)),
		);
		await rm(target, { recursive: true, force: true });
		await rename(partial, target);
	} catch (error) {
		await rm(partial, { recursive: true, force: true }).catch(() => undefined);
		const { code, syscall } = error as NodeJS.ErrnoException;
		if (code === undefined || syscall === undefined) throw error;
		throw new CodedError('TESTNET_INVALID', { reason: `${syscall} in ${dirname(target)} says ${code}` });
	}
	return { genesis, directories: validators.map(({ id }) => join(target, id)) };
}

/** @throws CodedError TESTNET_INVALID unless the directory is empty or not there */
export async function requireEmpty(directory: string): Promise<void> {
	const entries = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return [];
		throw new CodedError('TESTNET_INVALID', { reason: `${directory}: ${error.message}` });
	});
	if (entries.length > 0) throw new CodedError('TESTNET_INVALID', { reason: `${directory} is not empty` });
}

async function genesisOf(
	options: TestnetOptions,
	validators: readonly ValidatorKeys[],
	seeds: ReadonlyMap<string, ParticipantKeys>,
): Promise<GenesisDocument> {
	const entries = validators.map(
		async ({ id, signing, network }, index): Promise<GenesisValidator> => ({
			id,
			name: options.names?.[index]?.name ?? `Validator ${index}`,
			operator: options.names?.[index]?.operator ?? `Operator ${index}`,
			publicKey: publicKeyOf('validator', signing),
			peerId: await peerIdOfSeed(network),
			addresses: [addressOf(options, index)],
		}),
	);
	return createGenesis({
		name: options.name,
		time: options.time,
		validators: await Promise.all(entries),
		consensus: { ...DEFAULT_CONSENSUS, ...options.consensus },
		market: { ...DEFAULT_MARKET, ...options.market },
		participants: options.participants.map((participant) => {
			const { signing, encryption } = seeds.get(participant.id) as ParticipantKeys;
			return {
				...participant,
				publicKey: publicKeyOf('participant', signing),
				encryptionKey: publicKeyOf('encryption', encryption),
			};
		}),
	});
}

async function writeValidator(
	directory: string,
	options: TestnetOptions,
	genesis: GenesisDocument,
	keys: ValidatorKeys,
	seeds: ReadonlyMap<string, ParticipantKeys>,
	index: number,
): Promise<void> {
	await mkdir(directory, { recursive: true, mode: 0o700 });
	const passphrase = options.passphrase ?? randomBytes(24).toString('base64url');
	const keystore = new Keystore({
		directory: join(directory, 'keys'),
		passphrase,
		...(options.scrypt ? { scrypt: options.scrypt } : {}),
	});
	const held = [...seeds].filter(([id]) => (options.keysAt?.(id) ?? 0) === index);
	const key = (purpose: KeyPurpose, name: string, seed: Uint8Array) => ({ purpose, name, seed });
	await keystore.createMany([
		key('validator', keys.id, keys.signing),
		key('network', keys.id, keys.network),
		...held.flatMap(([id, { signing, encryption }]) => [
			key('participant', id, signing),
			key('encryption', id, encryption),
		]),
	]);
	if (options.passphrase === undefined)
		await writeFileAtomic(join(directory, PASSPHRASE_FILE), `${passphrase}\n`, 0o600);
	await writeFileAtomic(join(directory, 'genesis.cbor'), encodeGenesis(genesis));
	await writeFileAtomic(join(directory, 'genesis.json'), readable(genesis));
	await writeConfig(directory, {
		version: 1,
		validator: keys.id,
		listen: [addressOf(options, index)],
		...(options.passphrase === undefined ? { passphraseFile: PASSPHRASE_FILE } : {}),
		...(options.clock ? { clock: options.clock } : {}),
		...(options.logLevel ? { logLevel: options.logLevel } : {}),
	});
}

/** For people; nodes read `genesis.cbor`. */
function readable(genesis: GenesisDocument): string {
	const replacer = (_key: string, value: unknown): unknown => (value instanceof Uint8Array ? toHex(value) : value);
	return `${JSON.stringify(genesis, replacer, '\t')}\n`;
}

function addressOf({ host = '127.0.0.1', ports }: TestnetOptions, index: number): string {
	return `/${host.includes(':') ? 'ip6' : 'ip4'}/${host}/tcp/${ports[index]}`;
}
