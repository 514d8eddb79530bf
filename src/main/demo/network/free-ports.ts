import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** TCP ports of the loopback interface that nobody listens on at this moment, all different. */
export async function freePorts(count: number): Promise<number[]> {
	const servers = Array.from({ length: count }, () => createServer());
	try {
		return await Promise.all(
			servers.map(
				(server) =>
					new Promise<number>((resolve, reject) => {
						server.once('error', reject);
						server.listen(0, HOST, () => {
							const address = server.address();
							if (address === null || typeof address === 'string') reject(new Error('no port was bound'));
							else resolve(address.port);
						});
					}),
			),
		);
	} finally {
		await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
	}
}
