import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../../src/main/headless/cli.ts', import.meta.url));
const START_LIMIT_MS = 90_000;

/** The demo market as a user starts it: four validator processes on loopback, and the console's server. */
export class HeadlessMarket {
	readonly #home: string;
	#process: ChildProcess | null = null;
	#output = '';

	private constructor(home: string) {
		this.#home = home;
	}

	/** Directory that holds the demo's. */
	get home(): string {
		return this.#home;
	}

	static async create(): Promise<HeadlessMarket> {
		return new HeadlessMarket(await mkdtemp(join(tmpdir(), 'gridquorum-e2e-')));
	}

	/**
	 * @param more of the command's options
	 * @returns the one-time link of a console
	 */
	async start(speed: number, more: readonly string[] = []): Promise<string> {
		this.#output = '';
		const child = spawn(
			process.execPath,
			[entry, 'start', '--no-open', '--home', join(this.#home, 'demo'), '--speed', String(speed), ...more],
			{ stdio: ['pipe', 'pipe', 'pipe'] },
		);
		this.#process = child;
		const link = Promise.withResolvers<string>();
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (chunk) => {
				this.#output = `${this.#output}${chunk}`.slice(-20_000);
				const match = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(this.#output);
				if (match) link.resolve(match[0]);
			});
		child.on('exit', (code) => link.reject(new Error(`the market ended with ${code}\n${this.#output}`)));
		const limit = setTimeout(() => link.reject(new Error(`no link in time\n${this.#output}`)), START_LIMIT_MS);
		try {
			return await link.promise;
		} finally {
			clearTimeout(limit);
		}
	}

	/** As Ctrl-C does; resolves to the exit code. */
	async interrupt(): Promise<number | null> {
		const child = this.#process;
		if (!child || child.exitCode !== null) return child?.exitCode ?? null;
		const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
		child.kill('SIGINT');
		return gone;
	}

	async remove(): Promise<void> {
		await this.interrupt();
		await rm(this.#home, { recursive: true, force: true });
	}
}
