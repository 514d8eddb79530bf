import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { DemoLog } from '../../../src/main/demo/demo-log.ts';
import { defaultDemoHome } from '../../../src/main/demo/network/demo-home.ts';
import {
	checkSameDemo,
	type DemoSettings,
	settingsFromJson,
	settingsToJson,
} from '../../../src/main/demo/network/demo-settings.ts';
import { freePorts } from '../../../src/main/demo/network/free-ports.ts';
import { operatorNode } from '../../../src/main/demo/network/operator-node.ts';
import type { HostMessage } from '../../../src/main/demo/network/validator-channel.ts';
import { VALIDATORS_MAX, validatorNames } from '../../../src/main/demo/network/validator-names.ts';
import { type ValidatorProcess, ValidatorSupervisor } from '../../../src/main/demo/network/validator-supervisor.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { until } from '../../fixtures/until.ts';

const silent: DemoLog = { info() {}, warn() {}, error() {} };
const clock = { anchorChainMs: 1_000, anchorWallMs: 2_000, speed: 60 };

/** A validator's process that does what the test says. */
class FakeProcess implements ValidatorProcess {
	readonly pid = 1;
	readonly heard: HostMessage[] = [];
	readonly #ended = Promise.withResolvers<string>();
	readonly ended = this.#ended.promise;
	readonly channel: ValidatorProcess['channel'];
	killed = false;
	#hasEnded = false;
	say: (message: unknown) => void = () => undefined;

	constructor(answers: (process: FakeProcess, message: HostMessage) => void) {
		this.channel = {
			send: (message) => {
				if (this.#hasEnded) return;
				this.heard.push(message as HostMessage);
				answers(this, message as HostMessage);
			},
			onMessage: (listener) => {
				this.say = listener;
				setImmediate(() => listener({ kind: 'hello' }));
			},
			onClose: () => undefined,
		};
	}

	end(reason: string): void {
		this.#hasEnded = true;
		this.#ended.resolve(reason);
	}

	kill(): void {
		this.killed = true;
		this.end('SIGKILL');
	}
}

function supervise(answers: (process: FakeProcess, message: HostMessage) => void, limitsMs = 1_000) {
	const processes: FakeProcess[] = [];
	const supervisor = new ValidatorSupervisor(
		{ validator: 1, directory: 'there', startTimeoutMs: limitsMs, stopTimeoutMs: limitsMs },
		{
			spawn: () => {
				const process = new FakeProcess(answers);
				processes.push(process);
				return process;
			},
			clock: () => clock,
			log: silent,
		},
	);
	return { supervisor, processes };
}

/** A well-behaved validator. */
function obedient(process: FakeProcess, message: HostMessage): void {
	if (message.kind === 'clock' && process.heard.length === 1) process.say({ kind: 'ready', height: 0 });
	if (message.kind === 'root-at') process.say({ kind: 'root', height: message.height, stateRoot: 'ab' });
	if (message.kind === 'stop') process.end('exit code 0');
}

describe('the supervisor of a validator', () => {
	it('gives the clock before the validator starts, and again when it is ready', async () => {
		const { supervisor, processes } = supervise(obedient);
		await supervisor.start();
		expect(processes[0]?.heard).toEqual([
			{ kind: 'clock', setting: clock },
			{ kind: 'clock', setting: clock },
		]);
		expect(await supervisor.rootAt(7, 1_000)).toBe('ab');
		await supervisor.stop();
		expect(processes).toHaveLength(1);
	});

	it('starts a validator again that ended, and not one that it stopped', async () => {
		const { supervisor, processes } = supervise(obedient);
		await supervisor.start();
		processes[0]?.end('SIGKILL');
		expect(await supervisor.rootAt(7, 10)).not.toBe(undefined);
		await until(() => processes.length === 2);
		await supervisor.stop();
		expect(processes).toHaveLength(2);
		expect(processes[1]?.killed).toBe(false);
	});

	it('starts a validator again that was killed before it was ready, but not for ever', async () => {
		let lives = 0;
		const { supervisor, processes } = supervise((process, message) => {
			if (message.kind === 'clock' && ++lives === 1) process.end('SIGKILL');
			else obedient(process, message);
		});
		await supervisor.start();
		expect(processes).toHaveLength(2);
		await supervisor.stop();
		const doomed = supervise((process) => process.end('SIGKILL'));
		await expect(doomed.supervisor.start()).rejects.toThrow('SIGKILL');
		expect(doomed.processes).toHaveLength(3);
		await doomed.supervisor.stop();
	});

	it('asks a validator that is being started again for its root once it is ready', async () => {
		const { supervisor, processes } = supervise(obedient);
		await supervisor.start();
		processes[0]?.end('SIGKILL');
		expect(await supervisor.rootAt(7, 30_000)).toBe('ab');
		expect(processes).toHaveLength(2);
		await supervisor.stop();
	});

	it('refuses the start when the process says why it failed, or says nothing', async () => {
		const failing = supervise((process, message) => {
			if (message.kind !== 'clock') return;
			process.say({ kind: 'failed', message: 'no disk' });
			process.end('exit code 1');
		});
		await expect(failing.supervisor.start()).rejects.toThrow('no disk');
		await failing.supervisor.stop();
		const mute = supervise(() => undefined, 20);
		await expect(mute.supervisor.start()).rejects.toMatchObject({ code: 'DEMO_VALIDATOR_FAILED' });
		await mute.supervisor.stop();
	});

	it('kills a validator that does not stop in time', async () => {
		const { supervisor, processes } = supervise((process, message) => {
			if (message.kind !== 'stop') obedient(process, message);
		}, 20);
		await supervisor.start();
		await supervisor.stop();
		expect(processes[0]?.killed).toBe(true);
	});

	it('does not believe messages of another form', async () => {
		const { supervisor } = supervise((process, message) => {
			if (message.kind === 'root-at') process.say({ kind: 'root', height: message.height, stateRoot: 5 });
			else obedient(process, message);
		});
		await supervisor.start();
		expect(await supervisor.rootAt(3, 20)).toBe(null);
		await supervisor.stop();
	});
});

describe('the console’s view of the host node', () => {
	const node = {
		identities: ['grid-operator', 'home-01'].map((participant) => ({ participant, publicKey: new Uint8Array() })),
		dataDirectory: 'there',
		signerOf: (participant: string) => ({
			publicKey: new TextEncoder().encode(participant),
			sign: () => new Uint8Array(),
		}),
		call: async (participant: string) => participant,
	} as unknown as GridquorumNode;

	it('has the played identities and refuses to sign or call as another', async () => {
		const view = operatorNode(node, () => ['grid-operator']);
		expect(view.identities.map(({ participant }) => participant)).toEqual(['grid-operator']);
		expect(view.signerOf('grid-operator').publicKey.length).toBeGreaterThan(0);
		expect(() => view.signerOf('home-01')).toThrow(expect.objectContaining({ code: 'KEY_UNKNOWN' }));
		const call = { contract: 'ledger', method: 'transfer', arguments: new Uint8Array() };
		await expect(view.call('home-01', call)).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
	});
});

describe('a demo directory', () => {
	const settings: DemoSettings = {
		version: 1,
		market: 'Fontana',
		validators: 4,
		feedIn: 50_000,
		from: '2017-07-24',
		hours: null,
		neighbourhood: 'a'.repeat(64),
	};

	it('comes back from its settings, and is refused when they are damaged', () => {
		expect(settingsFromJson('there', settingsToJson(settings))).toEqual(settings);
		for (const text of ['', '{}', settingsToJson({ ...settings, validators: 17 })])
			expect(() => settingsFromJson('there', text)).toThrow(expect.objectContaining({ code: 'DEMO_HOME_FOREIGN' }));
	});

	it('takes what is not asked for and refuses what differs', () => {
		expect(() => checkSameDemo('there', settings, { validators: undefined, feedIn: 50_000 })).not.toThrow();
		for (const asked of [
			{ validators: 3 },
			{ feedIn: 1 },
			{ from: '2017-07-25' },
			{ hours: 3 },
			{ neighbourhood: 'b' },
		])
			expect(() => checkSameDemo('there', settings, asked)).toThrow(
				expect.objectContaining({ code: 'DEMO_HOME_OTHER' }),
			);
	});

	it('lies in the platform’s place for application data', () => {
		expect(defaultDemoHome('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/gridquorum/demo');
		expect(defaultDemoHome('linux', {})).toMatch(/\.local\/share\/gridquorum\/demo$/);
		expect(defaultDemoHome('darwin', {})).toMatch(/Library\/Application Support\/gridquorum\/demo$/);
		expect(defaultDemoHome('win32', { LOCALAPPDATA: '/local' })).toBe('/local/gridquorum/demo');
	});
});

describe('validators of a demo', () => {
	it('have different names', () => {
		const names = validatorNames(VALIDATORS_MAX);
		expect(names).toHaveLength(16);
		expect(new Set(names.map(({ name }) => name)).size).toBe(16);
	});

	it('get ports that are free and different', async () => {
		const ports = await freePorts(16);
		expect(new Set(ports).size).toBe(16);
		const server = createServer();
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(ports[0], '127.0.0.1', resolve);
		});
		await new Promise((resolve) => server.close(resolve));
	});
});
