import { DEED_LIMITS } from '../../../shared/codec/deed-calls.ts';
import type { DeedSummary } from '../../../shared/contract/index.ts';
import { isComplete } from '../../../shared/deeds/signing-rule.ts';
import type { Pip } from '../../ui/pip.ts';

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
		return signer.mine && deed.turn.includes(signer.participant) ? 'you' : 'open';
	});
}

export function signedCount(deed: DeedSummary): number {
	return deed.signers.filter((signer) => signer.signedAt !== null).length;
}

/** Whether it is sealed once this console has signed all that it may, one turn after the other. */
export function lacksOnlyMe(deed: DeedSummary): boolean {
	if (!deed.needsMe) return false;
	const stop =
		deed.order === 'ordered' ? deed.signers.findIndex(({ signedAt, mine }) => signedAt === null && !mine) : -1;
	const signers = deed.signers.map(({ participant, as, signedAt, mine }, at) => ({
		participant,
		as,
		hasSigned: signedAt !== null || (mine && (stop === -1 || at < stop)),
	}));
	return isComplete({ ...deed, signers, generator: deed.seller, user: deed.buyer });
}

/** Who may sign now beside this console: everybody awaited, or the one whose turn it is. */
export function awaitedNames(deed: DeedSummary): readonly string[] {
	return deed.signers
		.filter(({ participant, mine }) => deed.turn.includes(participant) && !mine)
		.map(({ name }) => name);
}

/** In an ordered deed: whose signature has to come before this one's; null where it may be given now. */
export function waitsFor(deed: DeedSummary, participant: string): string | null {
	if (deed.state !== 'awaiting' || deed.order === 'free' || deed.turn.includes(participant)) return null;
	const missing = deed.signers.filter(({ signedAt }) => signedAt === null);
	const at = missing.findIndex((signer) => signer.participant === participant);
	return missing[at - 1]?.name ?? null;
}

/** This console may amend or refuse it: it knows no turn. */
export function isMineToJudge(deed: DeedSummary): { readonly amend: boolean; readonly refuse: boolean } {
	const isAwaiting = deed.state === 'awaiting';
	return {
		amend: isAwaiting && deed.version <= DEED_LIMITS.amendments && deed.signers.some(({ mine }) => mine),
		refuse: isAwaiting && deed.signers.some(({ mine, signedAt }) => mine && signedAt === null),
	};
}

/** The date's year is left out: what tells deeds apart is at the end. */
export function shortDeedId(deed: string, isOneZone: boolean): string {
	const match = /^D-(.+?)-\d{4}-(\d{2}-\d{2})T?(.*)$/.exec(deed);
	if (!match) return deed;
	const [, zone, day, rest] = match;
	return isOneZone ? `D-${day} ${rest}` : `D-${zone} ${day} ${rest}`;
}

export function areOfOneZone(deeds: readonly DeedSummary[]): boolean {
	return new Set(deeds.map(({ product }) => product.split('-')[0])).size <= 1;
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
