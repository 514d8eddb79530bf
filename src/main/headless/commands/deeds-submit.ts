import packageJson from '../../../../package.json' with { type: 'json' };
import { createConsoleApi } from '../../api/console-api.ts';
import { submitSigned } from '../../api/deed-files.ts';
import { verifier } from '../../node/crypto/ed25519.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { EXIT } from '../exit-codes.ts';
import { nodeDirectory } from '../node-directory.ts';
import { readSigningFile } from '../signing-files.ts';
import { terminalLog } from '../terminal-log.ts';
import { withNode } from '../with-node.ts';

/** `deeds submit`. Exits 1 where a deed was not signed, and says why. */
export async function submitDeeds(file: string, { home, json }: { home: string; json?: boolean }): Promise<void> {
	const text = await readSigningFile(file);
	const outcomes = await withNode(await nodeDirectory(home), async (node) => {
		const proofs = {
			verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
				verifier.verify(publicKey, message, signature),
			sha256: (bytes: Uint8Array) => hasher.sha256(bytes),
		};
		const log = terminalLog({ quiet: true });
		const api = createConsoleApi({ version: packageJson.version }, { node, proofs, log });
		try {
			await api.ready;
			return await submitSigned(file, text, { node, model: api.model, proofs, reached: async () => undefined });
		} finally {
			api.close();
		}
	});
	const failed = outcomes.filter(({ ok }) => !ok);
	const sealed = outcomes.filter(({ sealed: isSealed }) => isSealed).length;
	const report = {
		signed: outcomes.length - failed.length,
		sealed,
		failed: failed.map(({ deed, code }) => ({ deed, code })),
	};
	process.stdout.write(
		json
			? `${JSON.stringify(report)}\n`
			: [
					`${report.signed} deeds signed, ${sealed} sealed`,
					...report.failed.map(({ deed, code }) => `  ${deed}: ${code}`),
					'',
				].join('\n'),
	);
	if (failed.length > 0) process.exitCode = EXIT.failure;
}
