import { equalBytes, toHex } from '../../shared/codec/bytes.ts';
import { CALL_LIMITS, calls } from '../../shared/codec/calls.ts';
import { deedDigest, deedSigningBytes } from '../../shared/codec/deed.ts';
import type { SignOutcome } from '../../shared/contract/index.ts';
import { CodedError, codeOf } from '../../shared/errors/coded-error.ts';
import type { TransactionOutcome } from '../node/types.ts';
import { requireOk } from './call-outcome.ts';
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
	const queues = new Map<string, DeedRow[]>();
	for (const { deed: id, digest } of requests) {
		if (outcomes.has(id)) continue;
		outcomes.set(id, { deed: id, ok: false, code: null, height: null, transactionId: null, sealed: false });
		try {
			const deed = requireSignable(id, digest, services);
			for (const participant of awaitedOf(deed, services)) {
				const queue = queues.get(participant);
				if (queue) queue.push(deed);
				else queues.set(participant, [deed]);
			}
		} catch (error) {
			fail(outcomes.get(id), error);
		}
	}
	const run: Run = { services, outcomes, refused: 0 };
	await Promise.all(
		[...queues].map(async ([participant, deeds]) => {
			for (let from = 0; from < deeds.length; from += BATCH)
				await signBatch(participant, deeds.slice(from, from + BATCH), run);
		}),
	);
	await services.reached(Math.max(0, ...[...outcomes.values()].map(({ height }) => height ?? 0)));
	return [...outcomes.values()];
}

export async function refuseDeed(id: string, reason: string, services: ConsoleServices): Promise<SignOutcome> {
	const deed = requireAwaiting(id, services);
	const participant = awaitedOf(deed, services)[0];
	if (participant === undefined) throw new CodedError('CONSOLE_DEED_NOT_AWAITED', { deed: id });
	const outcome = await services.node.call(participant, calls.depository.refuseDeed({ deed: id, reason }));
	requireOk(outcome);
	await services.reached(outcome.height);
	return {
		deed: id,
		ok: true,
		code: null,
		height: outcome.height,
		transactionId: toHex(outcome.transactionId),
		sealed: false,
	};
}

/** Identities of this console whose signature the deed still awaits. */
export function awaitedOf(deed: DeedRow, services: Pick<ConsoleServices, 'node'>): string[] {
	if (deed.state !== 'awaiting') return [];
	const open = deed.signers.filter(({ participant, signed }) => !signed && isMine(services, participant));
	return [...new Set(open.map(({ participant }) => participant))];
}

function requireAwaiting(id: string, { model }: ConsoleServices): DeedRow {
	const deed = model.products.deed(id);
	if (!deed) throw new CodedError('CONSOLE_DEED_UNKNOWN', { deed: id });
	if (deed.state !== 'awaiting') throw new CodedError('CONSOLE_DEED_ENDED', { deed: id, state: deed.state });
	return deed;
}

/** The reviewed digest, the recorded digest and the digest of the recorded text must all be one. */
function requireSignable(id: string, digest: string, services: ConsoleServices): DeedRow {
	const deed = requireAwaiting(id, services);
	if (toHex(deed.digest) !== digest) throw new CodedError('CONSOLE_DEED_DIGEST', { deed: id });
	if (!equalBytes(deedDigest(deed.document, services.proofs.sha256), deed.digest))
		throw new CodedError('CONSOLE_DEED_TAMPERED', { deed: id });
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
