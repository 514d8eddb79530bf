import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ConsoleClient } from '../../fixtures/console-doors.ts';
import { createLocalNetwork } from '../../fixtures/local-network.ts';
import { canMountTinyDisk, startOnTinyDisk } from '../../fixtures/tiny-disk.ts';
import { until } from '../../fixtures/until.ts';

const LIMIT_MS = 60_000;

/** A console that connects again whenever the program ends its connection, as the real one does. */
async function openConsole(link: string) {
	const { origin, host } = new URL(link);
	const response = await fetch(link, { redirect: 'manual' });
	const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
	const ask = async <T>(work: (client: ConsoleClient) => Promise<T>): Promise<T> => {
		const socket = new WebSocket(`ws://${host}/rpc`, { headers: { cookie, origin } });
		await once(socket, 'open');
		try {
			return await work(createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })));
		} finally {
			socket.close();
		}
	};
	return { ask };
}

describe('a disk that fills while the node runs', () => {
	it.skipIf(!canMountTinyDisk())(
		'stops the node before it signs, is told in the console, and ends with the space',
		async () => {
			const network = await createLocalNetwork(1);
			const parent = await mkdtemp(join(tmpdir(), 'gridquorum-disk-'));
			const mount = join(parent, 'disk');
			await mkdir(mount);
			const trigger = join(parent, 'fill');
			const started = startOnTinyDisk({
				directory: network.directories[0] as string,
				mount,
				trigger,
				megabytes: 8,
			});
			try {
				const { ask } = await openConsole(await started.link);
				const stage = () => ask(({ host }) => host.state().then((state) => state.stage));
				await until(async () => (await stage()) === 'running', LIMIT_MS);
				await writeFile(trigger, '');
				await until(async () => (await stage()) === 'failed', LIMIT_MS);
				expect((await ask(({ host }) => host.state())).failure).toEqual({
					code: 'DISK_FULL',
					details: { directory: mount },
				});
				await ask(({ host }) => host.retry());
				await until(async () => (await stage()) === 'failed', LIMIT_MS);
				expect((await ask(({ host }) => host.state())).failure?.code).toBe('DISK_FULL');
				await rm(trigger);
				await until(async () => {
					if ((await stage()) === 'failed') await ask(({ host }) => host.retry());
					return (await stage()) === 'running';
				}, LIMIT_MS);
				const { height } = await ask(({ node }) => node.status());
				await until(async () => (await ask(({ node }) => node.status())).height > height, LIMIT_MS);
			} finally {
				await started.stop();
				await network.remove();
				await rm(parent, { recursive: true, force: true });
			}
		},
	);
});
