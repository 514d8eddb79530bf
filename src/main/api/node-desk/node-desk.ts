import { readFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { toHex } from '../../../shared/codec/bytes.ts';
import { encodeGenesis } from '../../../shared/codec/genesis.ts';
import type {
	DiskFacts,
	KeyFacts,
	NodeFacts,
	NodeLogLine,
	PeerFacts,
	ProcessFacts,
} from '../../../shared/contract/index.ts';
import { BACKUP_BASE64_CHARACTERS } from '../../../shared/contract/node-desk.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { collectDiagnostics, type DiagnosticsFile } from '../../node/diagnostics/collect.ts';
import { DEFAULT_QUOTA_BYTES } from '../../node/documents/open-documents.ts';
import { DiskHistory, daysUntilFull } from '../../node/files/disk-history.ts';
import { DISK_PARTS, diskUsage } from '../../node/files/disk-usage.ts';
import { type LogQuery, logText, newestLines } from '../../node/observe/log-tail.ts';
import { LOG_LIMIT_BYTES } from '../../node/observe/rotating-file.ts';
import type { GridquorumNode } from '../../node/types.ts';
import type { ConsoleLog } from '../log.ts';
import { presentValidators } from '../present-validators.ts';
import { installedPackages } from './installed-packages.ts';
import { findingsView, keyFacts, recordView } from './key-facts.ts';
import { KeyGuard } from './key-guard.ts';
import { peerFacts } from './peer-facts.ts';

/** The disk is walked at most this often. */
const DISK_AGE_MS = 10_000;

export interface NodeDeskModules {
	readonly node: GridquorumNode;
	readonly log: ConsoleLog;
	/** Unix wall ms. */
	readonly wallNow: () => number;
	/** The keys locked by themselves: consoles ask again. */
	readonly onLocked: () => void;
}

/** What stands behind the view "Node and settings": one for all consoles of a node. */
export class NodeDesk {
	readonly #version: string;
	readonly #modules: NodeDeskModules;
	readonly #history: DiskHistory;
	readonly #guard: KeyGuard;
	#disk: { readonly atMs: number; readonly facts: Promise<DiskFacts> } | null = null;
	#packages: ReturnType<typeof installedPackages> | null = null;

	constructor(options: { readonly version: string }, modules: NodeDeskModules) {
		const { node, log, onLocked } = modules;
		const { dataDirectory, identities } = node;
		this.#version = options.version;
		this.#modules = modules;
		this.#history = new DiskHistory({ dataDirectory });
		this.#guard = new KeyGuard(
			{ dataDirectory, participants: identities.map(({ participant }) => participant) },
			{ keys: () => node.keys, log, onLocked },
		);
	}

	get guard(): KeyGuard {
		return this.#guard;
	}

	async facts(): Promise<NodeFacts> {
		const { node } = this.#modules;
		this.#packages ??= installedPackages(import.meta.dirname);
		return {
			version: this.#version,
			runtime: {
				node: process.versions.node,
				electron: process.versions['electron'] ?? null,
				platform: platform(),
				architecture: arch(),
			},
			chainId: node.chainId,
			genesisDigest: toHex(hasher.sha256(encodeGenesis(node.genesis))),
			genesisTime: node.genesis.time,
			dataDirectory: node.dataDirectory,
			addresses: [...node.network().addresses],
			...(await this.#packages),
		};
	}

	peers(): PeerFacts[] {
		const { node } = this.#modules;
		const validators = presentValidators(node);
		return peerFacts(node.network(), node.snapshot().peers, (index) => validators[index]?.name ?? null);
	}

	disk(): Promise<DiskFacts> {
		const now = this.#modules.wallNow();
		if (this.#disk && now - this.#disk.atMs < DISK_AGE_MS) return this.#disk.facts;
		this.#disk = { atMs: now, facts: this.#measureDisk(now) };
		return this.#disk.facts;
	}

	process(): ProcessFacts {
		const { node, wallNow } = this.#modules;
		const { residentBytes, eventLoopDelayP99Ms } = node.snapshot();
		const { heapUsed, heapTotal, external } = process.memoryUsage();
		const { user, system } = process.cpuUsage();
		const uptimeSeconds = process.uptime();
		return {
			pid: process.pid,
			uptimeSeconds,
			residentBytes,
			heapUsedBytes: heapUsed,
			heapTotalBytes: heapTotal,
			externalBytes: external,
			eventLoopDelayP99Ms,
			processorShare: (user + system) / 1e6 / Math.max(1, uptimeSeconds),
			wall: Math.floor(wallNow()),
			chain: Math.floor(node.clock.now()),
			clockSpeed: node.clock.setting.speed,
		};
	}

	async keys(): Promise<KeyFacts> {
		const { node } = this.#modules;
		const lockable = node.identities.map(({ participant }) => participant);
		return keyFacts(node.keys, lockable, await this.#guard.minutes());
	}

	async backUp(passphrase: string) {
		const { bytes, record } = await this.#modules.node.keys.backUp(passphrase);
		const data = Buffer.from(bytes).toString('base64');
		if (data.length > BACKUP_BASE64_CHARACTERS) throw new CodedError('KEYS_BACKUP_TOO_LONG', { keys: record.keys });
		const day = new Date(record.atMs).toISOString().slice(0, 16).replaceAll(':', '-');
		return { fileName: `gridquorum-keys-${day}.json`, data, record: recordView(record) };
	}

	async verifyBackup(data: string, passphrase: string) {
		return findingsView(await this.#modules.node.keys.verifyBackup(Buffer.from(data, 'base64'), passphrase));
	}

	async logs(query: LogQuery): Promise<NodeLogLine[]> {
		const lines = await newestLines(this.#modules.node.dataDirectory, query);
		return lines.map(({ atMs, ...line }) => ({ at: atMs, ...line }));
	}

	async logFile(): Promise<{ fileName: string; text: string }> {
		const day = new Date(this.#modules.wallNow()).toISOString().slice(0, 16).replaceAll(':', '-');
		return { fileName: `gridquorum-log-${day}.jsonl`, text: await logText(this.#modules.node.dataDirectory) };
	}

	/** One file for whoever helps; @param secrets of the caller's own, such as tokens of its doors */
	diagnostics(secrets: readonly string[] = []): Promise<DiagnosticsFile> {
		const { node, wallNow } = this.#modules;
		return collectDiagnostics(
			{ dataDirectory: node.dataDirectory, version: this.#version, wallNow: wallNow(), secrets },
			{ node },
		);
	}

	close(): void {
		this.#guard.close();
	}

	async #measureDisk(now: number): Promise<DiskFacts> {
		const { dataDirectory } = this.#modules.node;
		const usage = await diskUsage(dataDirectory);
		const { totalBytes, freeBytes, capacityBytes } = usage;
		const growthBytesPerDay = await this.#history.growthWith({ atMs: Math.floor(now), bytes: totalBytes });
		return {
			parts: DISK_PARTS.map((part) => ({ part, bytes: usage.parts[part] })),
			totalBytes,
			freeBytes,
			capacityBytes,
			growthBytesPerDay,
			daysUntilFull: daysUntilFull(freeBytes, growthBytesPerDay),
			limits: { logBytes: LOG_LIMIT_BYTES, documentBytes: await documentQuota(dataDirectory) },
			at: Math.floor(now),
		};
	}
}

async function documentQuota(dataDirectory: string): Promise<number> {
	try {
		const { documentQuotaBytes } = JSON.parse(await readFile(join(dataDirectory, 'config.json'), 'utf8')) as {
			documentQuotaBytes?: unknown;
		};
		return typeof documentQuotaBytes === 'number' ? documentQuotaBytes : DEFAULT_QUOTA_BYTES;
	} catch {
		return DEFAULT_QUOTA_BYTES;
	}
}
