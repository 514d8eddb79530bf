import { mkdtemp, open, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSeed, createSigner, verifier } from '../../src/main/node/crypto/ed25519.ts';
import { summary } from './statistics.ts';

/** What the machine itself charges for the steps of a commit: the baseline that the protocol's figures are divided by. */
export interface Primitives {
	readonly verifyMicroseconds: number;
	readonly syncMs: number;
	readonly tcpRoundTripMs: number;
}

export async function measurePrimitives(): Promise<Primitives> {
	return {
		verifyMicroseconds: measureVerify(),
		syncMs: await measureSync(),
		tcpRoundTripMs: await measureRoundTrip(),
	};
}

function measureVerify(): number {
	const signer = createSigner(createSeed());
	const message = new Uint8Array(300);
	const signature = signer.sign(message);
	const samples: number[] = [];
	for (let i = 0; i < 2_000; i++) {
		const start = performance.now();
		verifier.verify(signer.publicKey, message, signature);
		samples.push((performance.now() - start) * 1000);
	}
	return summary(samples).p50;
}

async function measureSync(): Promise<number> {
	const directory = await mkdtemp(join(tmpdir(), 'gridquorum-bench-'));
	const file = await open(join(directory, 'sync'), 'w');
	const samples: number[] = [];
	for (let i = 0; i < 300; i++) {
		const start = performance.now();
		await file.write(new Uint8Array(1_000));
		await file.datasync();
		samples.push(performance.now() - start);
	}
	await file.close();
	await rm(directory, { recursive: true });
	return summary(samples).p50;
}

async function measureRoundTrip(): Promise<number> {
	const server = createServer((socket) => socket.setNoDelay(true).on('data', (chunk) => socket.write(chunk)));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const socket = connect((server.address() as { port: number }).port, '127.0.0.1').setNoDelay(true);
	await new Promise((resolve) => socket.once('connect', resolve));
	const samples: number[] = [];
	for (let i = 0; i < 2_000; i++) {
		const start = performance.now();
		const answer = new Promise((resolve) => socket.once('data', resolve));
		socket.write(new Uint8Array(300));
		await answer;
		samples.push(performance.now() - start);
	}
	socket.destroy();
	await new Promise((resolve) => server.close(resolve));
	return summary(samples).p50;
}
