import type { ErrorCode } from '../errors/catalogue.ts';
import { CodedError, type ErrorDetails } from '../errors/coded-error.ts';

/**
 * Of one chain, in the order in which they build on each other; the first fault is that of the first of them that has
 * one.
 */
export const CHECKS = [
	'container',
	'trust-root',
	'genesis',
	'epochs',
	'finality',
	'history',
	'receipts',
	'events',
	'transactions',
	'identities',
	'deeds',
	'readings',
	'clearing',
	'settlement',
	'mass-balance',
	'certificates',
	'crossings',
	'documents',
	'completeness',
] as const;

/** Of the file of a bundle of several chains, before those of the chains. */
export const FILE_CHECKS = ['container', 'trust-root'] as const;

/** Between the chains of a bundle, after those of the chains. */
export const ACROSS_CHECKS = ['packets', 'anchors', 'lots', 'locked-certificates', 'money'] as const;

export type AcrossCheckName = (typeof ACROSS_CHECKS)[number];
export type CheckName = (typeof CHECKS)[number] | AcrossCheckName;

/** What checks count; in English with spaces for hyphens. */
export const COUNTED_THINGS = [
	'anchored-roots',
	'answers-heard',
	'blocks-of-the-chain',
	'blocks-of-the-file',
	'bytes',
	'calls',
	'certificates',
	'chains',
	'changes',
	'channels',
	'channels-not-shown',
	'deeds',
	'documents',
	'events',
	'flows',
	'handovers',
	'leaves-of-channels',
	'lots-settled',
	'lots-that-came',
	'lots-that-left',
	'named-only',
	'opened',
	'packets-closed',
	'packets-not-shown',
	'packets-received',
	'packets-sent',
	'packets-shown-on-both-sides',
	'participants',
	'participants-of-the-genesis',
	'products',
	'products-cleared-again',
	'products-that-trade-order-by-order',
	'readings',
	'receipts',
	'residuals-priced-again',
	'roots-not-shown',
	'sealed',
	'signatures',
	'single-events',
	'statements',
	'things',
	'trust-root',
	'validators',
	'wh-admitted',
	'wh-cancelled',
	'wh-expired',
	'wh-held',
	'wh-issued',
	'wh-locked',
	'whole-blocks',
	'with-their-content',
] as const;

export type CountedThing = (typeof COUNTED_THINGS)[number];

export interface AuditCheck {
	readonly name: CheckName;
	/** Chain that it is of; null of the file, between chains, and in a bundle of one chain. */
	readonly chain: string | null;
	readonly ok: boolean;
	/** What follows, said in English. */
	readonly detail: string;
	/** A check that the file did not let come to its end has neither held nor failed. */
	readonly state: 'held' | 'failed' | 'not-reached';
	readonly counts: readonly { readonly thing: CountedThing; readonly count: number }[];
	/** The first thing found wrong, and how many there were. */
	readonly fault: { readonly code: ErrorCode; readonly details: ErrorDetails; readonly faults: number } | null;
}

export interface AuditFault {
	readonly check: CheckName;
	/** As of the check. */
	readonly chain: string | null;
	readonly code: ErrorCode;
	/** The code's message in English, filled in. */
	readonly detail: string;
	/** Height of the block, offset in the file and the like, where known. */
	readonly details: ErrorDetails;
}

export interface AuditReport {
	readonly ok: boolean;
	readonly checks: readonly AuditCheck[];
	readonly firstFault: AuditFault | null;
}

/** What each check counted and the first thing that it found wrong. */
export class CheckBoard {
	readonly #chain: string | null;
	readonly #names: readonly CheckName[];
	readonly #faults = new Map<CheckName, { readonly first: CodedError; count: number }>();
	readonly #counts = new Map<CheckName, Map<CountedThing, number>>();
	readonly #done = new Set<CheckName>();

	constructor({
		chain = null,
		names = CHECKS,
	}: { readonly chain?: string | null; readonly names?: readonly CheckName[] } = {}) {
		this.#chain = chain;
		this.#names = names;
	}

	/** Adds to what the check's detail says, such as `12 signatures`. */
	count(check: CheckName, thing: CountedThing, more = 1): void {
		const counts = this.#counts.get(check) ?? new Map<CountedThing, number>();
		this.#counts.set(check, counts.set(thing, (counts.get(thing) ?? 0) + more));
	}

	fault(check: CheckName, error: CodedError): void {
		const known = this.#faults.get(check);
		if (known) known.count += 1;
		else this.#faults.set(check, { first: error, count: 1 });
	}

	/** The check has seen all that it must see. */
	done(...checks: readonly CheckName[]): void {
		for (const check of checks) this.#done.add(check);
	}

	isSound(check: CheckName): boolean {
		return !this.#faults.has(check);
	}

	/**
	 * Runs a part of a check. Content that makes it fail in any way at all is refused: a verifier must not fall over what
	 * somebody made up.
	 */
	guard(check: CheckName, work: () => void, where: ErrorDetails = {}): boolean {
		try {
			work();
			return true;
		} catch (error) {
			this.fault(check, codedOf(error, where));
			return false;
		}
	}

	report(): AuditReport {
		const chain = this.#chain;
		const checks = this.#names.map((name): AuditCheck => {
			const fault = this.#faults.get(name);
			const isDone = this.#done.has(name);
			return {
				name,
				chain,
				ok: !fault && isDone,
				detail: this.#detail(name),
				state: fault ? 'failed' : isDone ? 'held' : 'not-reached',
				counts: [...(this.#counts.get(name) ?? [])].map(([thing, count]) => ({ thing, count })),
				fault: fault ? { code: fault.first.code, details: fault.first.details, faults: fault.count } : null,
			};
		});
		const at = this.#names.find((name) => this.#faults.has(name));
		const found = at && this.#faults.get(at);
		const firstFault = found
			? { check: at, chain, code: found.first.code, detail: found.first.message, details: found.first.details }
			: null;
		return { ok: checks.every(({ ok }) => ok), checks, firstFault };
	}

	#detail(name: CheckName): string {
		const fault = this.#faults.get(name);
		if (fault) return fault.count > 1 ? `${fault.first.message} (${fault.count} faults)` : fault.first.message;
		if (!this.#done.has(name)) return 'not reached';
		const counts = [...(this.#counts.get(name) ?? [])].map(
			([thing, count]) => `${count} ${thing.replaceAll('-', ' ').replace(/^wh /, 'Wh ')}`,
		);
		return counts.length > 0 ? counts.join(', ') : 'nothing of the kind';
	}
}

/** What several boards say, one after the other. */
export function joinReports(reports: readonly AuditReport[]): AuditReport {
	return {
		ok: reports.every(({ ok }) => ok),
		checks: reports.flatMap(({ checks }) => checks),
		firstFault: reports.find(({ firstFault }) => firstFault !== null)?.firstFault ?? null,
	};
}

function codedOf(error: unknown, where: ErrorDetails): CodedError {
	if (error instanceof CodedError)
		return Object.keys(where).length > 0 ? new CodedError(error.code, { ...where, ...error.details }) : error;
	const reason = error instanceof Error ? error.message : String(error);
	return new CodedError('BUNDLE_CONTENT', { ...where, reason });
}
