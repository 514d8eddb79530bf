import { afterEach, describe, expect, it, vi } from 'vitest';
import { ExportPace } from '../../../src/main/api/export-pace.ts';

afterEach(() => {
	vi.useRealTimers();
});

describe('the pace of an export', () => {
	it('lets so many parts go ahead, and one more for each that was taken over', async () => {
		const pace = new ExportPace({ ahead: 2 });
		const { signal } = new AbortController();
		await pace.next(signal);
		await pace.next(signal);
		let isGone = false;
		const third = pace.next(signal).then(() => {
			isGone = true;
		});
		expect(pace.received(5)).toBe(0);
		await new Promise((resolve) => setImmediate(resolve));
		expect(isGone).toBe(false);
		expect(pace.received(1)).toBe(1);
		await third;
		expect(pace.received(0)).toBe(1);
	});

	it('gives up on whoever takes nothing over for a minute', async () => {
		vi.useFakeTimers();
		const pace = new ExportPace({ ahead: 1 });
		const { signal } = new AbortController();
		await pace.next(signal);
		const refused = expect(pace.next(signal)).rejects.toMatchObject({ code: 'BUNDLE_ABANDONED' });
		await vi.advanceTimersByTimeAsync(60_000);
		await refused;
	});

	it('ends with the signal', async () => {
		const pace = new ExportPace({ ahead: 1 });
		const ending = new AbortController();
		await pace.next(ending.signal);
		const refused = expect(pace.next(ending.signal)).rejects.toThrow('gone');
		ending.abort(new Error('gone'));
		await refused;
	});
});
