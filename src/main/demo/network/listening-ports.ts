import { createServer } from 'node:net';
import { readConfig, writeConfig } from '../../node/config.ts';
import { lockDirectory } from '../../node/files/directory-lock.ts';
import { freePorts } from './free-ports.ts';

/**
 * Gives every validator whose kept port was taken meanwhile by another program a free one, and tells the others where it
 * is now. The genesis keeps its first address; `peerAddresses` of the configurations goes before it.
 * @throws CodedError DATA_DIRECTORY_LOCKED while another process runs this demo, CONFIG_*
 */
export async function repairPorts(directories: readonly string[]): Promise<void> {
	const [own = ''] = directories;
	const lock = await lockDirectory(own);
	try {
		const configs = await Promise.all(directories.map((directory) => readConfig(directory)));
		const moved: { [validator: string]: string[] } = {};
		for (const { validator, listen } of configs) {
			const [address = ''] = listen;
			if (validator === undefined || (await canListen(Number(address.split('/').at(-1))))) continue;
			const [port] = await freePorts(1);
			moved[validator] = [address.replace(/\d+$/, String(port))];
		}
		if (Object.keys(moved).length === 0) return;
		for (const [index, config] of configs.entries())
			await writeConfig(directories[index] as string, {
				...config,
				listen: moved[config.validator ?? ''] ?? config.listen,
				peerAddresses: { ...config.peerAddresses, ...moved },
			});
	} finally {
		await lock.release();
	}
}

function canListen(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
	});
}
