import { beforeEach, describe, expect, it } from 'vitest';
import { utilityValidators } from '../../../src/main/desktop/node/validator-processes.ts';
import { callsOf, type FakeUtilityProcess, recorder, resetElectron } from '../../fixtures/electron-stub.ts';

beforeEach(() => resetElectron());

function spawned(): { validator: ReturnType<ReturnType<typeof utilityValidators>>; child: FakeUtilityProcess } {
	const validator = utilityValidators('/app/out/main/validator.js', { LANG: 'C' })('/data/validator-1');
	return { validator, child: recorder.children[0]! };
}

describe('a validator as a utility process', () => {
	it('runs the built entry on its directory', () => {
		spawned();
		const [path, commandArguments, options] = callsOf('utilityProcess.fork')[0]!.arguments;
		expect([path, commandArguments]).toEqual(['/app/out/main/validator.js', ['/data/validator-1']]);
		expect(options).toMatchObject({ env: { LANG: 'C' }, stdio: ['ignore', 'ignore', 'inherit'] });
	});

	it('has its pid once it runs', () => {
		const { validator, child } = spawned();
		child.pid = undefined;
		expect(validator.pid).toBeUndefined();
		child.pid = 99;
		expect(validator.pid).toBe(99);
	});

	it('exchanges messages with its host', () => {
		const { validator, child } = spawned();
		const heard: unknown[] = [];
		validator.channel.onMessage((message) => heard.push(message));
		child.emit('message', { kind: 'hello' });
		validator.channel.send({ kind: 'stop' });
		expect(heard).toEqual([{ kind: 'hello' }]);
		expect(child.posted).toEqual([{ kind: 'stop' }]);
	});

	it('tells its end, with the reason, and closes the channel', async () => {
		const { validator, child } = spawned();
		let closed = 0;
		validator.channel.onClose(() => {
			closed += 1;
		});
		child.emit('exit', 3);
		expect(await validator.ended).toBe('exit code 3');
		expect(closed).toBe(1);
	});

	it('tells a fatal error of the engine', async () => {
		const { validator, child } = spawned();
		child.emit('error', 'FatalError', 'heap', '{}');
		expect(await validator.ended).toBe('fatal error at heap');
	});

	it('can be killed', () => {
		const { validator, child } = spawned();
		validator.kill();
		expect(child.killed).toBe(true);
	});
});
