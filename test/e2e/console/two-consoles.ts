import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../fixtures/console/serve-two-consoles.ts', import.meta.url));
const START_LIMIT_MS = 90_000;

/** Two participants at two validators of one network, each with a console of its own. */
export class TwoConsoles {
	#process: ChildProcess | null = null;

	/** @returns the one-time links of Alice's and Bob's consoles */
	async start(): Promise<readonly [string, string]> {
		const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'pipe'] });
		this.#process = child;
		let errors = '';
		child.stderr.on('data', (chunk) => {
			errors = `${errors}${chunk}`.slice(-20_000);
		});
		const { promise, resolve, reject } = Promise.withResolvers<readonly [string, string]>();
		const links: string[] = [];
		createInterface({ input: child.stdout }).on('line', (line) => {
			if (line.startsWith('http://127.0.0.1:')) links.push(line);
			const [first, second] = links;
			if (first !== undefined && second !== undefined) resolve([first, second]);
		});
		child.on('exit', (code) => reject(new Error(`the network ended with ${code}\n${errors}`)));
		const limit = setTimeout(() => reject(new Error(`no consoles in time\n${errors}`)), START_LIMIT_MS);
		try {
			return await promise;
		} finally {
			clearTimeout(limit);
		}
	}

	async stop(): Promise<void> {
		const child = this.#process;
		if (!child || child.exitCode !== null) return;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.stdin?.end();
		await gone;
	}
}
