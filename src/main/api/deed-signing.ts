import { equalBytes, fromHex, toHex } from '../../shared/codec/bytes.ts';
import { CALL_LIMITS, type Call, calls } from '../../shared/codec/calls.ts';
import { type DeedDocument, deedDigest, deedSigningBytes, encodeDeed } from '../../shared/codec/deed.ts';
import { SIGNING_LIMITS } from '../../shared/codec/signing-policy.ts';
import type { EnergyWh } from '../../shared/codec/units.ts';
import type { SignOutcome } from '../../shared/contract/index.ts';
import { amendDeed } from '../../shared/deeds/amendment.ts';
import { readableDeed } from '../../shared/deeds/readable-deed.ts';
import { inTurn, isComplete } from '../../shared/deeds/signing-rule.ts';
import { CodedError, codeOf } from '../../shared/errors/coded-error.ts';
import type { TransactionOutcome } from '../node/types.ts';
import { requireOk } from './call-outcome.ts';
import { ruleOf } from './deed-summary.ts';
import type { DeedRow } from './read-model/product.ts';
import { type ConsoleServices, isMine } from './services.ts';

/** Deeds in one transaction: within the chain's own bound, and small enough that a call stays well under its step limit. */
const BATCH = Math.min(200, CALL_LIMITS.deeds);
/** Refused batches that are halved to find the deeds at fault; after that the rest takes the code of its batch. */
const MAX_REFUSED = 64;

type Draft = { -readonly [K in keyof SignOutcome]: SignOutcome[K] };

interface Run {
	readonly services: ConsoleServices;
	readonly outcomes: ReadonlyMap<string, Draft>;
	refused: number;
}

/**
 * Signs each deed with every identity of this console that it awaits, a batch a transaction, and answers when the
 * blocks are final. One deed that cannot be signed spoils no other.
 */
export async function signDeeds(
	requests: readonly { readonly deed: string; readonly digest: string }[],
	services: ConsoleServices,
): Promise<SignOutcome[]> {
	const outcomes = new Map<string, Draft>();
	let deeds: DeedRow[] = [];
	for (const { deed: id, digest } of requests) {
		if (outcomes.has(id)) continue;
		outcomes.set(id, { deed: id, ok: false, code: null, height: null, transactionId: null, sealed: false });
		try {
			deeds.push(requireSignable(id, digest, services));
		} catch (error) {
			fail(outcomes.get(id), error);
		}
	}
	const run: Run = { services, outcomes, refused: 0 };
	// In an ordered deed each signature opens the turn of the next one.
	for (let turn = 0; turn < SIGNING_LIMITS.signers && deeds.length > 0; turn++) {
		await signTurn(deeds, run);
		await services.reached(Math.max(0, ...[...outcomes.values()].map(({ height }) => height ?? 0)));
		deeds = deeds.filter((deed) => outcomes.get(deed.id)?.ok && signersNow(deed, services).length > 0);
	}
	return [...outcomes.values()];
}

/** Each identity signs what it may sign now, all at a time. */
async function signTurn(deeds: readonly DeedRow[], run: Run): Promise<void> {
	const queues = new Map<string, DeedRow[]>();
	for (const deed of deeds)
		for (const participant of signersNow(deed, run.services)) {
			const queue = queues.get(participant);
			if (queue) queue.push(deed);
			else queues.set(participant, [deed]);
		}
	await Promise.all(
		[...queues].map(async ([participant, queue]) => {
			for (let from = 0; from < queue.length; from += BATCH)
				await signBatch(participant, queue.slice(from, from + BATCH), run);
		}),
	);
}

/** Those of this console's identities whose signatures the deed still needs, and whose turn it is. */
function signersNow(deed: DeedRow, services: Pick<ConsoleServices, 'node'>): string[] {
	const rule = ruleOf(deed);
	const isParty = (participant: string): boolean => participant === rule.generator || participant === rule.user;
	const awaited = awaitedOf(deed, services).sort((a, b) => Number(isParty(b)) - Number(isParty(a)));
	const chosen: string[] = [];
	const isSealedBy = (): boolean =>
		isComplete({
			...rule,
			signers: rule.signers.map((each) => ({
				...each,
				hasSigned: each.hasSigned || chosen.includes(each.participant),
			})),
		});
	// What seals the deed leaves nothing to sign for the others.
	for (const participant of awaited) if (!isSealedBy()) chosen.push(participant);
	return chosen;
}

/**
 * Amends a deed as the identity of this console that signs it, over the version that was reviewed. The chain judges the
 * amendment itself.
 */
export async function amendPendingDeed(
	{ deed: id, digest, quantitiesWh, annex, reason }: AmendRequest,
	services: ConsoleServices,
): Promise<SignOutcome> {
	const { node, proofs } = services;
	const { deed, document } = requireReviewed(id, digest, services);
	const participant = deed.signers.find((signer) => isMine(services, signer.participant))?.participant;
	if (participant === undefined) throw new CodedError('CONSOLE_DEED_NOT_AWAITED', { deed: id });
	const change = { quantitiesWh, annex: annex === null ? null : fromHex(annex) };
	const amended = deedDigest(encodeDeed(amendDeed(document, change, proofs.sha256)), proofs.sha256);
	const signature = node.signerOf(participant).sign(deedSigningBytes(node.chainId, amended));
	return callFor(id, participant, calls.depository.amendDeed({ deed: id, ...change, reason, signature }), services);
}

export interface AmendRequest {
	readonly deed: string;
	/** Of the version that was reviewed, hex. */
	readonly digest: string;
	readonly quantitiesWh: readonly EnergyWh[] | null;
	/** Hex. */
	readonly annex: string | null;
	readonly reason: string;
}

async function callFor(
	deed: string,
	participant: string,
	call: Call,
	{ node, reached }: ConsoleServices,
): Promise<SignOutcome> {
	const outcome = await node.call(participant, call);
	requireOk(outcome);
	await reached(outcome.height);
	const { height, events } = outcome;
	const sealed = events.some((event) => event.kind === 'deed-sealed' && event.deed === deed);
	return { deed, ok: true, code: null, height, transactionId: toHex(outcome.transactionId), sealed };
}

export async function refuseDeed(id: string, reason: string, services: ConsoleServices): Promise<SignOutcome> {
	const deed = requireAwaiting(id, services);
	// Refusing knows no turn.
	const signer = deed.signers.find(({ participant, signed }) => !signed && isMine(services, participant));
	if (!signer) throw new CodedError('CONSOLE_DEED_NOT_AWAITED', { deed: id });
	return callFor(id, signer.participant, calls.depository.refuseDeed({ deed: id, reason }), services);
}

/** Identities of this console that may sign the deed now. */
export function awaitedOf(deed: DeedRow, services: Pick<ConsoleServices, 'node'>): string[] {
	if (deed.state !== 'awaiting') return [];
	return inTurn(ruleOf(deed)).filter((participant) => isMine(services, participant));
}

function requireAwaiting(id: string, { model }: ConsoleServices): DeedRow {
	const deed = model.products.deed(id);
	if (!deed) throw new CodedError('CONSOLE_DEED_UNKNOWN', { deed: id });
	if (deed.state !== 'awaiting') throw new CodedError('CONSOLE_DEED_ENDED', { deed: id, state: deed.state });
	return deed;
}

/**
 * The reviewed digest, the recorded digest and the digest of the recorded text must all be one, and the text a deed of
 * this chain whose arithmetic is right.
 */
function requireReviewed(
	id: string,
	digest: string,
	services: ConsoleServices,
): { readonly deed: DeedRow; readonly document: DeedDocument } {
	const deed = requireAwaiting(id, services);
	if (toHex(deed.digest) !== digest) throw new CodedError('CONSOLE_DEED_DIGEST', { deed: id });
	if (!equalBytes(deedDigest(deed.document, services.proofs.sha256), deed.digest))
		throw new CodedError('CONSOLE_DEED_TAMPERED', { deed: id });
	return { deed, document: readableDeed(id, deed.document, services.node.chainId) };
}

/** @throws CodedError CONSOLE_DEED_UNKNOWN, CONSOLE_DEED_ENDED, CONSOLE_DEED_DIGEST, CONSOLE_DEED_TAMPERED, DEED_UNREADABLE or CONSOLE_DEED_NOT_AWAITED */
function requireSignable(id: string, digest: string, services: ConsoleServices): DeedRow {
	const { deed } = requireReviewed(id, digest, services);
	if (awaitedOf(deed, services).length === 0) throw new CodedError('CONSOLE_DEED_NOT_AWAITED', { deed: id });
	return deed;
}

async function signBatch(participant: string, deeds: readonly DeedRow[], run: Run): Promise<void> {
	const { node } = run.services;
	try {
		const signer = node.signerOf(participant);
		const signatures = deeds.map(({ id, digest }) => ({
			deed: id,
			signature: signer.sign(deedSigningBytes(node.chainId, digest)),
		}));
		const outcome = await node.call(participant, calls.depository.signDeeds({ signatures }));
		if (outcome.receipt.ok) return record(outcome, deeds, run);
		run.refused += 1;
		if (deeds.length > 1 && run.refused <= MAX_REFUSED) {
			// A refused call changed nothing: halving leaves the good deeds signed and names the bad ones.
			const middle = deeds.length >> 1;
			await signBatch(participant, deeds.slice(0, middle), run);
			await signBatch(participant, deeds.slice(middle), run);
			return;
		}
		const code = outcome.receipt.code ?? 'CONSOLE_CALL_FAILED';
		for (const { id } of deeds) failWith(run.outcomes.get(id), code);
	} catch (error) {
		if (codeOf(error) === null)
			run.services.log.error({ err: error, participant }, 'signing deeds failed unexpectedly');
		for (const { id } of deeds) fail(run.outcomes.get(id), error);
	}
}

function record(outcome: TransactionOutcome, deeds: readonly DeedRow[], { outcomes }: Run): void {
	const sealed = new Set(outcome.events.flatMap((event) => (event.kind === 'deed-sealed' ? [event.deed] : [])));
	for (const { id } of deeds) {
		const draft = outcomes.get(id);
		if (!draft) continue;
		draft.ok = draft.code === null;
		draft.height = Math.max(draft.height ?? 0, outcome.height);
		draft.transactionId = toHex(outcome.transactionId);
		draft.sealed ||= sealed.has(id);
	}
}

function fail(draft: Draft | undefined, error: unknown): void {
	failWith(draft, codeOf(error) ?? 'CONSOLE_INTERNAL');
}

function failWith(draft: Draft | undefined, code: string): void {
	if (!draft) return;
	draft.ok = false;
	draft.code = code;
}
