import { describe, expect, it } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import { useBundle } from '../../../src/renderer/features/audit/use-bundle.ts';
import { useBidSheet } from '../../../src/renderer/features/bids/use-bid-sheet.ts';
import { type BidPort, provideBidPort } from '../../../src/renderer/workers/bid-import-desk.ts';
import { NO_LIMITS } from '../../../src/renderer/workers/own-limits.ts';
import { openQuestionPort } from '../../../src/renderer/workers/question-port.ts';
import type { BidOrder } from '../../../src/shared/contract/index.ts';
import { owner } from '../../fixtures/bid-owner.ts';

/** A worker at work: it hears questions and has answered none yet. */
class BusyWorker extends EventTarget {
	readonly asked: { readonly id: number; readonly question: unknown }[] = [];
	isEnded = false;
	postMessage(message: { readonly id: number; readonly question: unknown }): void {
		this.asked.push(message);
	}
	terminate(): void {
		this.isEnded = true;
	}
	answer(answer: unknown): void {
		const { id } = this.asked.at(-1) as { id: number };
		this.dispatchEvent(new MessageEvent('message', { data: { id, answer } }));
	}
	crash(message: string): void {
		this.dispatchEvent(Object.assign(new Event('error'), { message }));
	}
}

function openSheet() {
	const worker = new BusyWorker();
	provideBidPort(() => openQuestionPort(worker as unknown as Worker));
	const live = shallowRef<readonly BidOrder[]>([]);
	const scope = effectScope();
	const sheet = scope.run(() =>
		useBidSheet({
			owner: () => owner,
			products: () => [],
			live: () => live.value,
			batch: () => 'day',
			utcOffsetMinutes: () => 0,
			now: () => 0,
			limits: () => NO_LIMITS,
			mark: () => '',
			onChange: () => undefined,
		}),
	) as ReturnType<typeof useBidSheet>;
	return { worker, live, sheet, leave: () => scope.stop() };
}

const rows = { header: ['name'], delimiter: ',' as const, rows: [['a']] };
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

async function rejectionsWhile(work: () => Promise<void>): Promise<readonly unknown[]> {
	const others = process.listeners('unhandledRejection');
	process.removeAllListeners('unhandledRejection');
	process.on('unhandledRejection', note);
	try {
		await work();
		// Rejections are reported once the turn of the loop has ended.
		await new Promise((resolve) => setTimeout(resolve, 0));
	} finally {
		process.off('unhandledRejection', note);
		for (const other of others) process.on('unhandledRejection', other);
	}
	return unhandled.splice(0);
}

describe('a worker that is left while it is asked', () => {
	it('ends, and refuses what it was asked and what it is asked later', async () => {
		const worker = new BusyWorker();
		const port: BidPort = openQuestionPort(worker as unknown as Worker);
		const before = port.ask({ kind: 'sheet', sheet: rows, terms: {} as never });
		port.close();
		await expect(before).rejects.toThrow('closed');
		await expect(port.ask({ kind: 'sheet', sheet: rows, terms: {} as never })).rejects.toThrow('closed');
		expect(worker).toMatchObject({ isEnded: true, asked: { length: 1 } });
	});
});

describe('a sheet of bids that is left while its rows are checked', () => {
	it('answers nothing, and fails nobody who waits for it', async () => {
		const { worker, sheet, leave } = openSheet();
		const shown = sheet.show(rows);
		const planned = sheet.plan();
		leave();
		expect(worker.isEnded).toBe(true);
		await expect(shown).resolves.toBeNull();
		await expect(planned).resolves.toBeNull();
		await expect(sheet.write(0, 0, [['b']])).resolves.toBeUndefined();
	});

	it('leaves no rejection behind of a check that nobody waits for', async () => {
		const found = await rejectionsWhile(async () => {
			const { worker, live, sheet, leave } = openSheet();
			void sheet.show(rows);
			// What lives has changed: every row is judged anew.
			live.value = [];
			await nextTick();
			expect(worker.asked.length).toBe(2);
			leave();
		});
		expect(found).toEqual([]);
	});

	it('still says what broke while it was on screen', async () => {
		const { worker, sheet, leave } = openSheet();
		const shown = sheet.show(rows);
		worker.crash('out of memory');
		await expect(shown).rejects.toThrow('out of memory');
		leave();
	});
});

describe('an export of a bundle', () => {
	function openBundle() {
		const worker = new BusyWorker();
		const scope = effectScope();
		const bundle = scope.run(() => useBundle(() => openQuestionPort(worker as unknown as Worker))) as ReturnType<
			typeof useBundle
		>;
		return { worker, bundle, leave: () => scope.stop() };
	}

	it('is nothing once the page is left', async () => {
		const { bundle, leave } = openBundle();
		const saved = bundle.export('home', 'csv');
		leave();
		await expect(saved).resolves.toBeNull();
		expect(bundle.failure.value).toBeNull();
	});

	it('that fails is told beside the bundle', async () => {
		const { worker, bundle, leave } = openBundle();
		const failed = bundle.export('home', 'csv');
		worker.crash('out of memory');
		await expect(failed).resolves.toBeNull();
		expect(bundle.failure.value).toMatchObject({ message: 'out of memory' });
		const saved = bundle.export('home', 'csv');
		worker.answer({ kind: 'export', text: 'from,to' });
		await expect(saved).resolves.toBe('from,to');
		leave();
	});
});
