import type { EnergyWh } from '../../../../shared/codec/units.ts';
import type { CallContext } from '../engine/call-context.ts';
import { CERTIFICATES } from './certificate-state.ts';

/** Participants of one page of those whose figures wait for the allocation. */
const PER_PAGE = 256;

/** How far a product's certificates have come: issued while it is settled, then moved to those who bought the energy. */
export interface AllocationRun {
	/** `issuing` during settlement; trades whose bids asked for renewable energy come before the others. */
	readonly stage: 'issuing' | 'asked' | 'other' | 'closing';
	/** Next trade, or participant, of the stage. */
	readonly next: number;
	/** Certificates issued, and participants with figures. */
	readonly issued: number;
	readonly participants: number;
}

/** What a participant's meters leave to the allocation. */
export interface OpenFigures {
	/** Consumption by period that no certificate covers yet. */
	readonly uncoveredWh: readonly EnergyWh[];
	/** Periods in which own devices earned certificates: their ids lie beside. */
	readonly madeIn: readonly number[];
}

export function readAllocation(context: CallContext, product: string): AllocationRun | undefined {
	return context.space(CERTIFICATES).get<AllocationRun>(runKey(product));
}

export function writeAllocation(context: CallContext, product: string, run: AllocationRun): void {
	context.space(CERTIFICATES).set(runKey(product), run);
}

/** Whether the product's certificates are not their holders' own to give yet. */
export function isAllocating(context: CallContext, product: string): boolean {
	return readAllocation(context, product) !== undefined;
}

export function figuresOf(context: CallContext, product: string, participant: string): OpenFigures | undefined {
	return context.space(CERTIFICATES).get<OpenFigures>(figuresKey(product, participant));
}

export function writeFigures(context: CallContext, product: string, participant: string, figures: OpenFigures): void {
	context.space(CERTIFICATES).set(figuresKey(product, participant), figures);
}

/** Ids of the certificates that the participant's own devices earned in a period. */
export function madeIn(context: CallContext, product: string, participant: string, period: number): readonly string[] {
	return context.space(CERTIFICATES).get<readonly string[]>(madeKey(product, participant, period)) ?? [];
}

export function writeMade(
	context: CallContext,
	product: string,
	participant: string,
	period: number,
	ids: readonly string[],
): void {
	context.space(CERTIFICATES).set(madeKey(product, participant, period), ids);
}

/** Remembers the n-th participant with figures. */
export function noteParticipant(context: CallContext, product: string, n: number, participant: string): void {
	const space = context.space(CERTIFICATES);
	const key = participantsKey(product, Math.floor(n / PER_PAGE));
	space.set(key, [...(space.get<readonly string[]>(key) ?? []), participant]);
}

/** Forgets the figures of the n-th participant. */
export function forgetFigures(context: CallContext, product: string, n: number): void {
	const space = context.space(CERTIFICATES);
	const page = space.get<readonly string[]>(participantsKey(product, Math.floor(n / PER_PAGE))) ?? [];
	const participant = page[n % PER_PAGE] as string;
	for (const period of figuresOf(context, product, participant)?.madeIn ?? [])
		space.delete(madeKey(product, participant, period));
	space.delete(figuresKey(product, participant));
}

export function forgetAllocation(context: CallContext, product: string, { participants }: AllocationRun): void {
	const space = context.space(CERTIFICATES);
	for (let page = 0; page * PER_PAGE < participants; page++) space.delete(participantsKey(product, page));
	space.delete(runKey(product));
}

function runKey(product: string): string {
	return `allocation/${product}`;
}

function participantsKey(product: string, page: number): string {
	return `allocated/${product}/${page}`;
}

function figuresKey(product: string, participant: string): string {
	return `figures/${product}/${participant}`;
}

function madeKey(product: string, participant: string, period: number): string {
	return `made/${product}/${participant}/${period}`;
}
