import { z } from 'zod';
import { base } from './errors.ts';
import { hex, name, timeMs } from './scalars.ts';

const bytes = z.int().min(0);
/** Passphrases go from the console to its node on this machine; no answer and no log has one. */
const passphrase = z.string().min(1).max(1_024);

export const BACKUP_BASE64_CHARACTERS = 1_900_000;
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** What stands still while the node runs. */
export const nodeFacts = z.object({
	version: z.string(),
	runtime: z.object({
		node: z.string(),
		electron: z.string().nullable(),
		platform: z.string(),
		architecture: z.string(),
	}),
	chainId: z.string(),
	/** SHA-256 of the canonical genesis document. */
	genesisDigest: hex.length(64),
	genesisTime: timeMs,
	dataDirectory: z.string(),
	/** libp2p multiaddresses on which other nodes reach this one. */
	addresses: z.array(z.string()).max(64),
	packages: z.array(z.object({ name: z.string(), version: z.string(), licence: z.string() })).max(500),
	/** The product's own licence, by its SPDX id. */
	licence: z.string(),
});

export const peerConnection = z.object({
	peerId: z.string(),
	/** Display name; null for an observer without one. */
	name: name.nullable(),
	kind: z.enum(['validator', 'observer']),
	/** Multiaddress of the other end; null while there is no connection. */
	address: z.string().nullable(),
	direction: z.enum(['inbound', 'outbound']).nullable(),
	/** Unix wall ms. */
	since: timeMs.nullable(),
	/** Median of recent heartbeats; null for observers, which send none. */
	roundTripMs: z.number().nullable(),
	/** Wall ms by which this node's clock is ahead of the peer's; null for observers and before the first heartbeat. */
	clockAheadMs: z.number().nullable(),
	/** Of the consensus link since the node's start; null for observers. */
	bytesIn: bytes.nullable(),
	bytesOut: bytes.nullable(),
	lastFailure: z.object({ code: z.string(), reason: z.string(), at: timeMs }).nullable(),
});

export const diskFacts = z.object({
	parts: z.array(z.object({ part: z.enum(['database', 'documents', 'snapshots', 'logs', 'keys', 'other']), bytes })),
	totalBytes: bytes,
	/** Of the file system; null where the system does not say. */
	freeBytes: bytes.nullable(),
	capacityBytes: bytes.nullable(),
	/** Null until ten minutes of growth are known. */
	growthBytesPerDay: bytes.nullable(),
	/** Whole days at that growth; null where it does not grow or is not known. */
	daysUntilFull: z.int().min(0).nullable(),
	/** Files that a limit bounds. */
	limits: z.object({ logBytes: bytes, documentBytes: bytes.nullable() }),
	/** Unix wall ms of the count. */
	at: timeMs,
});

export const backupRecord = z.object({
	at: timeMs,
	keys: z.int().min(0),
	sha256: hex.length(64),
	verifiedAt: timeMs.nullable(),
});

export const keyFacts = z.object({
	keys: z
		.array(
			z.object({
				purpose: z.enum(['validator', 'network', 'participant', 'encryption', 'meter']),
				name,
				publicKey: hex.length(64),
				sealedAt: timeMs,
				/** Of a participant whose key is locked. */
				locked: z.boolean(),
			}),
		)
		.max(200),
	total: z.int().min(0),
	/** Of the present sealing; null for an empty keystore. */
	scrypt: z.object({ n: z.int(), r: z.int(), p: z.int(), memoryBytes: bytes }).nullable(),
	/** Participants that this console acts as, whose keys can be locked. */
	lockable: z.array(name),
	locked: z.array(name),
	/** 0: never. */
	autoLockMinutes: z.int().min(0),
	/** The file with the passphrase; null where it is given in another way, and cannot be changed here. */
	passphraseFile: z.string().nullable(),
	lastBackup: backupRecord.nullable(),
});

const keyName = z.object({ purpose: z.string(), name: z.string() });

export const backupFindings = z.object({
	createdAt: timeMs,
	/** How far the validator's key had signed then. */
	signed: z.object({ epoch: z.int(), round: z.int() }).nullable(),
	keys: z.int(),
	/** Keys of the keystore that the backup does not have. */
	missing: z.array(keyName).max(200),
	isLast: z.boolean(),
});

export const logLine = z.object({
	at: timeMs.nullable(),
	level: z.enum(LOG_LEVELS),
	module: z.string().nullable(),
	message: z.string(),
	/** The other fields, as JSON. */
	facts: z.string(),
});

export const processFacts = z.object({
	pid: z.int(),
	uptimeSeconds: z.number(),
	residentBytes: bytes,
	heapUsedBytes: bytes,
	heapTotalBytes: bytes,
	externalBytes: bytes,
	/** p99 of the event loop's delay over the last minute. */
	eventLoopDelayP99Ms: z.number(),
	/** Processor time over wall time since the start; above 1 with several threads. */
	processorShare: z.number().min(0),
	/** Unix wall ms of this machine, and the chain's clock at the same instant. */
	wall: timeMs,
	chain: timeMs,
	clockSpeed: z.number().positive(),
});

export type NodeFacts = z.infer<typeof nodeFacts>;
export type PeerFacts = z.infer<typeof peerConnection>;
export type DiskFacts = z.infer<typeof diskFacts>;
export type KeyFacts = z.infer<typeof keyFacts>;
export type KeyBackupRecord = z.infer<typeof backupRecord>;
export type KeyBackupFindings = z.infer<typeof backupFindings>;
export type NodeLogLine = z.infer<typeof logLine>;
export type NodeLogLevel = (typeof LOG_LEVELS)[number];
export type ProcessFacts = z.infer<typeof processFacts>;

/** Procedures of the view "Node and settings"; part of `node`, beside the light `node.status`. */
export const nodeDeskContract = {
	facts: base.output(nodeFacts),
	peers: base.output(z.object({ peers: z.array(peerConnection).max(1_000) })),
	disk: base.output(diskFacts),
	process: base.output(processFacts),
	keys: base.output(keyFacts),
	/** Wipes the signing keys of the identities that act here; the validator's key stays open. */
	lockKeys: base.output(z.object({ locked: z.array(name) })),
	unlockKeys: base.input(z.object({ passphrase })).output(z.object({ locked: z.array(name) })),
	/** Minutes without a sign of the person at a console after which the keys lock; 0: never. */
	autoLock: base.input(z.object({ minutes: z.int().min(0).max(1_440) })).output(z.object({ minutes: z.int() })),
	/** The person at the console is there. */
	active: base.output(z.object({})),
	changePassphrase: base.input(z.object({ present: passphrase, next: passphrase })).output(z.object({})),
	/** One encrypted file with every key, to be kept elsewhere. */
	backUpKeys: base
		.input(z.object({ passphrase }))
		.output(z.object({ fileName: z.string(), data: z.base64().max(BACKUP_BASE64_CHARACTERS), record: backupRecord })),
	verifyBackup: base
		.input(z.object({ data: z.base64().max(BACKUP_BASE64_CHARACTERS), passphrase }))
		.output(backupFindings),
	/** Newest first. */
	logs: base
		.input(z.object({ level: z.enum(LOG_LEVELS), text: z.string().max(200), limit: z.int().min(1).max(1_000) }))
		.output(z.object({ lines: z.array(logLine).max(1_000) })),
	/** The newest lines as a file, JSON lines, without secrets. */
	logFile: base.output(z.object({ fileName: z.string(), text: z.string() })),
	/** One file for whoever helps, without secrets. */
	diagnostics: base.output(z.object({ fileName: z.string(), text: z.string() })),
};
