import { createConsoleApi } from '../api/console-api.ts';
import type { ConsoleLog } from '../api/log.ts';
import { verifier } from '../node/crypto/ed25519.ts';
import { hasher } from '../node/crypto/sha256.ts';
import type { GridquorumNode } from '../node/types.ts';
import { type ConsoleServer, startConsoleServer } from './console-server.ts';

export interface NodeConsoleOptions {
	readonly node: GridquorumNode;
	readonly market: string;
	readonly utcOffsetMinutes: number;
	readonly port: number;
	/** The built console. */
	readonly directory: string;
	readonly version: string;
}

/** Serves the console of a started node on 127.0.0.1; stopping it leaves the node running. */
export async function serveNodeConsole(
	options: NodeConsoleOptions,
	modules: { log: ConsoleLog },
): Promise<Pick<ConsoleServer, 'issueToken' | 'origin' | 'stop'>> {
	const { node, market, utcOffsetMinutes, version, port, directory } = options;
	const { log } = modules;
	const proofs = {
		verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
			verifier.verify(publicKey, message, signature),
		sha256: (bytes: Uint8Array) => hasher.sha256(bytes),
	};
	const api = createConsoleApi({ version, market, utcOffsetMinutes }, { node, proofs, log });
	try {
		const server = await startConsoleServer(
			{ port, directory },
			{ serve: api.serve, metrics: () => node.metrics(), log },
		);
		return {
			origin: server.origin,
			issueToken: (permission) => server.issueToken(permission),
			stop: async () => {
				await server.stop();
				api.close();
			},
		};
	} catch (error) {
		api.close();
		throw error;
	}
}
