import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createSeed } from '../../../src/main/node/crypto/ed25519.ts';
import { Libp2pTransport } from '../../../src/main/node/network/libp2p-transport.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';

const taken = createServer();
afterEach(() => new Promise((resolve) => taken.close(resolve)));

describe('a transport whose port is taken', () => {
	it('names address and reason in one line, without stacks', async () => {
		await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', () => resolve()));
		const { port } = taken.address() as { port: number };
		const listen = [`/ip4/127.0.0.1/tcp/${port}`];
		const transport = new Libp2pTransport(
			{ chainId: 'listen-0', self: null, seed: createSeed(), listen, peers: [] },
			{ log: silentLog() },
		);
		const failure = await transport.start({ onFrame: () => undefined }).catch((error: unknown) => error as Error);
		expect(failure).toMatchObject({ code: 'NETWORK_LISTEN_FAILED' });
		const { message } = failure as Error;
		expect(message).toContain('EADDRINUSE');
		expect(message).not.toMatch(/\n|\bat .*node:/);
	});
});
