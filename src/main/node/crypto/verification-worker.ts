import { parentPort } from 'node:worker_threads';
import { verifier } from './ed25519.ts';
import type { SignatureCheck } from './verification-pool.ts';

parentPort?.on('message', ({ id, checks }: { id: number; checks: readonly SignatureCheck[] }) => {
	const good = checks.map((check) => verifier.verify(check.publicKey, check.message, check.signature));
	parentPort?.postMessage({ id, good });
});
