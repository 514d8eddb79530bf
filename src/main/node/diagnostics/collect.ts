import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '../../../shared/codec/bytes.ts';
import { CONFIG_FILE } from '../config.ts';
import { diskUsage } from '../files/disk-usage.ts';
import { newestLines } from '../observe/log-tail.ts';
import { redactValue } from '../observe/redact.ts';
import type { GridquorumNode } from '../types.ts';
import { describeMachine } from './machine.ts';

const LINES = 2_000;
const METRICS_CHARACTERS = 262_144;
const CONFIG_CHARACTERS = 65_536;
const PASSPHRASE_CHARACTERS = 4_096;

export interface DiagnosticsOptions {
	readonly dataDirectory: string;
	readonly version: string;
	/** Unix wall ms. */
	readonly wallNow: number;
	/** Secrets that the caller holds, such as tokens of its doors; struck out wherever they stand. */
	readonly secrets?: readonly string[];
}

export interface DiagnosticsFile {
	readonly name: string;
	/** JSON. */
	readonly text: string;
}

/**
 * One file for whoever helps: state, configuration, newest log lines, figures, machine. Passphrases, tokens, cookies and
 * keys are left out by field, by form and by value. Without a running node it says what the directory alone says.
 */
export async function collectDiagnostics(
	options: DiagnosticsOptions,
	modules: { readonly node: Pick<GridquorumNode, 'snapshot' | 'network' | 'metrics' | 'chainId' | 'self'> | null },
): Promise<DiagnosticsFile> {
	const { dataDirectory, version, wallNow } = options;
	const { node } = modules;
	const secrets = [...(options.secrets ?? []), ...(await secretsOf(dataDirectory))];
	const at = new Date(wallNow).toISOString();
	const content = {
		format: 'gridquorum/diagnostics',
		formatVersion: 1,
		at,
		version,
		machine: describeMachine(),
		process: {
			uptimeSeconds: Math.round(process.uptime()),
			memory: process.memoryUsage(),
			resources: process.resourceUsage(),
		},
		disk: await diskUsage(dataDirectory),
		configuration: await readConfiguration(dataDirectory),
		node: node && describeNode(node),
		metrics: node && (await node.metrics().catch(reasonOf)).slice(0, METRICS_CHARACTERS),
		log: (await newestLines(dataDirectory, { level: 'debug', text: '', limit: LINES }, secrets)).reverse(),
	};
	return {
		name: `gridquorum-diagnostics-${at.slice(0, 19).replaceAll(':', '-')}.json`,
		text: `${JSON.stringify(redactValue(content, secrets), null, '\t')}\n`,
	};
}

function describeNode(node: Pick<GridquorumNode, 'snapshot' | 'network' | 'chainId' | 'self'>) {
	const { stateRoot, ...snapshot } = node.snapshot();
	return {
		chainId: node.chainId,
		self: node.self,
		snapshot: { ...snapshot, stateRoot: toHex(stateRoot) },
		network: node.network(),
	};
}

async function readConfiguration(dataDirectory: string): Promise<unknown> {
	try {
		return JSON.parse((await readFile(join(dataDirectory, CONFIG_FILE), 'utf8')).slice(0, CONFIG_CHARACTERS));
	} catch (error) {
		return { unreadable: reasonOf(error) };
	}
}

/** What lies in the directory or the environment as a passphrase, to be struck out by value. */
async function secretsOf(dataDirectory: string): Promise<string[]> {
	const files = (await readdir(dataDirectory).catch(() => [])).filter((name) => /passphrase/i.test(name));
	const texts = await Promise.all(files.map((name) => readFile(join(dataDirectory, name), 'utf8').catch(() => '')));
	const inEnvironment = Object.entries(process.env).flatMap(([name, value]) =>
		/PASSPHRASE$|SECRET|TOKEN|PASSWORD/i.test(name) && value !== undefined && value.length >= 8 ? [value] : [],
	);
	return [...texts.map((text) => text.slice(0, PASSPHRASE_CHARACTERS).trim()), ...inEnvironment].filter(
		(secret) => secret.length >= 4,
	);
}

function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
