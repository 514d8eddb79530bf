import type { DeedSummary } from '../../../shared/contract/index.ts';
import type { Pip } from '../../ui/Pips.vue';

export type QueueGroup = 'needs-me' | 'waiting' | 'sealed' | 'ended';

export function groupOf(deed: DeedSummary): QueueGroup {
	if (deed.needsMe) return 'needs-me';
	if (deed.state === 'awaiting') return 'waiting';
	return deed.state === 'sealed' ? 'sealed' : 'ended';
}

const ORDER: readonly QueueGroup[] = ['needs-me', 'waiting', 'sealed', 'ended'];

/** What needs me first, by deadline; then what waits for others; then what has ended, newest first. */
export function inQueueOrder(deeds: readonly DeedSummary[]): readonly DeedSummary[] {
	const place = (deed: DeedSummary) => ORDER.indexOf(groupOf(deed));
	return deeds.toSorted(
		(a, b) =>
			place(a) - place(b) ||
			(a.state === 'awaiting' ? a.deadline - b.deadline : (b.endedAt ?? 0) - (a.endedAt ?? 0)) ||
			a.deed.localeCompare(b.deed, undefined, { numeric: true }),
	);
}

export function boxesOf(deed: DeedSummary): readonly Pip[] {
	return deed.signers.map((signer): Pip => {
		if (signer.signedAt !== null) return 'signed';
		if (deed.refusal?.participant === signer.participant) return 'refused';
		return signer.mine && deed.state === 'awaiting' ? 'you' : 'open';
	});
}

export function signedCount(deed: DeedSummary): number {
	return deed.signers.filter((signer) => signer.signedAt !== null).length;
}

/** Whether every signature but those of this console is given. */
export function lacksOnlyMe(deed: DeedSummary): boolean {
	return deed.needsMe && deed.signers.every((signer) => signer.signedAt !== null || signer.mine);
}

export function awaitedNames(deed: DeedSummary): readonly string[] {
	return deed.signers.filter((signer) => signer.signedAt === null && !signer.mine).map((signer) => signer.name);
}

/** Whether any of its ids, names or its state has the text. */
export function matches(deed: DeedSummary, text: string): boolean {
	const hay = [deed.deed, deed.product, deed.sellerName, deed.buyerName, deed.seller, deed.buyer, deed.state]
		.join(' ')
		.toLowerCase();
	return text
		.toLowerCase()
		.split(/\s+/)
		.every((word) => hay.includes(word));
}

export interface Sums {
	readonly deeds: number;
	readonly energyWh: number;
	readonly amount: number;
	readonly fee: number;
	/** Locked in the buyers' escrow: amount and fee. */
	readonly escrow: number;
	readonly deadline: number | null;
}

export function sumsOf(deeds: readonly DeedSummary[]): Sums {
	const sum = (figure: (deed: DeedSummary) => number) => deeds.reduce((total, deed) => total + figure(deed), 0);
	return {
		deeds: deeds.length,
		energyWh: sum((deed) => deed.quantityWh),
		amount: sum((deed) => deed.amount),
		fee: sum((deed) => deed.fee),
		escrow: sum((deed) => deed.amount + deed.fee),
		deadline: deeds.length === 0 ? null : Math.min(...deeds.map((deed) => deed.deadline)),
	};
}
