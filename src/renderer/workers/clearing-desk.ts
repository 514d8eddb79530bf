import type { ClearingMarket } from '../../shared/clearing/market.ts';
import type { Auction } from '../../shared/contract/index.ts';
import type { Acceptance } from './cheapest-acceptance.ts';
import type { Cleared, ClearingAnswer, ClearingQuestion } from './clearing-messages.ts';

/** The auction's book as the clearing code takes it: positions are places in the list. */
export function marketOf(auction: Auction): ClearingMarket {
	return {
		orders: auction.orders.map(({ side, price, quantityWh }) => ({ side, price, quantity: quantityWh })),
		tick: auction.tick,
		lot: auction.lotWh,
		fee: auction.wheelingFee,
	};
}

export interface ClearingDesk {
	clear(auction: Auction): Promise<Cleared>;
	acceptance(auction: Auction, position: number): Promise<Acceptance | null>;
	close(): void;
}

/** Clears books beside the page's own thread, with the code that every validator runs. */
export function openClearingDesk(): ClearingDesk {
	const worker = new Worker(new URL('./clearing.worker.ts', import.meta.url), { type: 'module' });
	const waiting = new Map<number, { resolve: (answer: ClearingAnswer) => void; reject: (error: Error) => void }>();
	let next = 1;
	worker.addEventListener('message', (event: MessageEvent<ClearingAnswer>) => {
		waiting.get(event.data.id)?.resolve(event.data);
		waiting.delete(event.data.id);
	});
	worker.addEventListener('error', (event) => {
		for (const { reject } of waiting.values()) reject(new Error(event.message));
		waiting.clear();
	});

	function ask(question: (id: number) => ClearingQuestion): Promise<ClearingAnswer> {
		const id = next;
		next += 1;
		return new Promise((resolve, reject) => {
			waiting.set(id, { resolve, reject });
			worker.postMessage(question(id));
		});
	}

	return {
		async clear(auction) {
			const { mechanism } = auction;
			const answer = await ask((id) => ({ id, kind: 'clear', mechanism, market: marketOf(auction) }));
			if (answer.kind !== 'clear') throw new Error(answer.kind === 'failed' ? answer.reason : 'unexpected answer');
			return answer;
		},
		async acceptance(auction, position) {
			const { mechanism } = auction;
			const answer = await ask((id) => ({ id, kind: 'acceptance', mechanism, market: marketOf(auction), position }));
			if (answer.kind !== 'acceptance') throw new Error(answer.kind === 'failed' ? answer.reason : 'unexpected answer');
			return answer.acceptance;
		},
		close: () => worker.terminate(),
	};
}
