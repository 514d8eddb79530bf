import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attend } from '../../../src/main/headless/program-console.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';

const FAILURE = new CodedError('DISK_FULL', { directory: '/data' });
let said: string;

beforeEach(() => {
	vi.useFakeTimers();
	said = '';
	vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
		said += String(text);
		return true;
	});
});

afterEach(() => vi.useRealTimers());

function attended(options: { stays: boolean; isExpected?: boolean }) {
	const program = { connections: 0, failure: null as CodedError | null };
	const stop = new AbortController();
	let end = 'stays';
	const ended = attend(program as unknown as Parameters<typeof attend>[0], { signal: stop.signal, ...options }).then(
		() => {
			end = 'ended';
		},
		(error: unknown) => {
			end = (error as CodedError).code;
		},
	);
	return {
		program,
		stop: async () => {
			stop.abort();
			await ended;
			return end;
		},
		passed: async (ms: number) => {
			await vi.advanceTimersByTimeAsync(ms);
			return end;
		},
	};
}

describe('a program on the command line', () => {
	it('runs until it is told to stop', async () => {
		const { stop, passed } = attended({ stays: false });
		expect(await passed(3_600_000)).toBe('stays');
		expect(await stop()).toBe('ended');
	});

	it('ends with the code of its failure at once where nobody ever looked', async () => {
		const { program, passed } = attended({ stays: false });
		program.failure = FAILURE;
		expect(await passed(1_000)).toBe('DISK_FULL');
		expect(said).toBe('');
	});

	it('stays while a console looks, says why on the terminal once, and waits a little for one to come back', async () => {
		const { program, passed } = attended({ stays: false });
		program.connections = 1;
		await passed(1_000);
		program.failure = FAILURE;
		expect(await passed(3_600_000)).toBe('stays');
		expect(said.match(/DISK_FULL/g)).toHaveLength(1);
		program.connections = 0;
		expect(await passed(10_000)).toBe('stays');
		program.connections = 1;
		expect(await passed(60_000)).toBe('stays');
		program.connections = 0;
		expect(await passed(16_000)).toBe('DISK_FULL');
	});

	it('waits for the console that was opened in a browser', async () => {
		const { program, passed } = attended({ stays: false, isExpected: true });
		program.failure = FAILURE;
		expect(await passed(10_000)).toBe('stays');
		expect(await passed(10_000)).toBe('DISK_FULL');
	});

	it('stays for whoever comes where it was started for its console, and goes on once it was mended', async () => {
		const { program, passed, stop } = attended({ stays: true });
		program.failure = FAILURE;
		expect(await passed(3_600_000)).toBe('stays');
		program.failure = null;
		expect(await passed(1_000)).toBe('stays');
		expect(await stop()).toBe('ended');
	});

	it('ends with the failure that stood when it was told to stop', async () => {
		const { program, passed, stop } = attended({ stays: true });
		program.failure = FAILURE;
		await passed(1_000);
		expect(await stop()).toBe('DISK_FULL');
	});
});
