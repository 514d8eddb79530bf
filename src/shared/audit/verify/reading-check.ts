import { type Digest, equalBytes } from '../../codec/bytes.ts';
import { forms, readArguments } from '../../codec/calls.ts';
import type { ContractEvent } from '../../codec/events.ts';
import { readingId, readingsBatchId } from '../../codec/ids.ts';
import { merkleRoot } from '../../codec/merkle.ts';
import { encodeReading, readingsSigningBytes } from '../../codec/metering-calls.ts';
import type { Transaction } from '../../codec/transaction.ts';
import { CodedError } from '../../errors/coded-error.ts';
import type { BatchPart } from '../bundle-form.ts';
import { partialRoot } from '../partial-list.ts';
import { type Because, because } from '../reasons.ts';
import type { PlacedEvent } from './read-block.ts';
import type { AuditScope } from './scope.ts';

type Submitted = Extract<ContractEvent, { kind: 'readings-submitted' }>;
type Recorded = Extract<ContractEvent, { kind: 'reading-recorded' }>;

/** Every reading stands in a batch that its source signed, and was recorded as it was read. */
export class ReadingCheck {
	readonly #scope: AuditScope;
	readonly #isFromMiddle: boolean;
	/** Newest version by meter and start. */
	readonly #versions = new Map<string, number>();

	/** @param options.isFromMiddle whether the bundle begins within the chain */
	constructor(scope: AuditScope, { isFromMiddle }: { readonly isFromMiddle: boolean }) {
		this.#scope = scope;
		this.#isFromMiddle = isFromMiddle;
	}

	/**
	 * The readings of one call.
	 * @param parts of the block, each used once; the used one is removed
	 * @throws CodedError BUNDLE_READING, BUNDLE_IDENTITY or CODEC_*
	 */
	take(events: readonly PlacedEvent[], transaction: Transaction | null, parts: BatchPart[]): void {
		const submitted = events.flatMap(({ event }) => (event.kind === 'readings-submitted' ? [event] : []));
		const recorded = events.flatMap(({ event }) => (event.kind === 'reading-recorded' ? [event] : []));
		if (submitted.length === 0 && recorded.length === 0) return;
		const height = events[0]?.height ?? 0;
		const [batch] = submitted;
		if (!batch || submitted.length > 1)
			throw invalid(recorded[0]?.reading ?? '', because('batch-is-not-in-the-bundle'));
		this.#requireSigned(batch, height);
		for (const reading of recorded) this.#requireSound(reading, batch);
		if (transaction) this.#requireIn(batch, recorded, transaction);
		else this.#requirePart(batch, recorded, parts);
		this.#scope.board.count('readings', 'readings', recorded.length);
	}

	#requireSigned({ batch, source, root, signature }: Submitted, height: number): void {
		if (batch !== readingsBatchId(root)) throw invalid(batch, because('name-is-that-of-another-root'));
		const { keys, chainId, signatures } = this.#scope;
		signatures.ask(
			'readings',
			{ publicKey: keys.sourceKey(source), message: readingsSigningBytes(chainId, source, root), signature },
			() =>
				new CodedError('BUNDLE_READING', {
					reading: batch,
					height,
					...because('signature-is-not-that-of', { participant: source.id }),
				}),
		);
	}

	#requireSound(recorded: Recorded, { batch, source }: Submitted): void {
		const { reading, meter, start, version, participant } = recorded;
		const known = this.#scope.keys.meter(meter);
		if (recorded.batch !== batch) throw invalid(reading, because('names-another-batch'));
		if (known.participant !== participant) throw invalid(reading, because('meter-is-not-that-participants'));
		if (source.kind === 'meter' ? source.id !== meter : source.id !== known.operator)
			throw invalid(reading, because('who-signed-the-batch-does-not-answer-for-its-meter'));
		const place = `${meter}/${start}`;
		if (reading !== readingId(meter, start, version) || !this.#follows(place, version))
			throw invalid(reading, because('version-does-not-follow', { version }));
		this.#versions.set(place, version);
	}

	/** Of a period alone the versions before it are not there. */
	#follows(place: string, version: number): boolean {
		const before = this.#versions.get(place);
		return before === undefined ? version === 1 || this.#isFromMiddle : version === before + 1;
	}

	#requireIn(batch: Submitted, recorded: readonly Recorded[], transaction: Transaction): void {
		const { source, readings, signature } = readArguments(forms.metering.submitReadings, transaction.arguments);
		const items = readings.map(encodeReading);
		const isSame =
			readings.length === batch.count &&
			source.kind === batch.source.kind &&
			source.id === batch.source.id &&
			equalBytes(signature, batch.signature) &&
			equalBytes(merkleRoot(items, this.#scope.sha256), batch.root);
		if (!isSame) throw invalid(batch.batch, because('call-holds-another-batch'));
		let next = 0;
		for (const reading of recorded) {
			const item = encodeReading(reading);
			while (next < items.length && !equalBytes(items[next] as Uint8Array, item)) next += 1;
			if (next++ >= items.length) throw invalid(reading.reading, because('signed-batch-does-not-hold-it'));
		}
	}

	#requirePart({ batch, root, count }: Submitted, recorded: readonly Recorded[], parts: BatchPart[]): void {
		const index = parts.findIndex((each) => each.batch === batch);
		const [part] = index < 0 ? [] : parts.splice(index, 1);
		const items = recorded.map(encodeReading);
		const found: Digest | null = part
			? partialRoot({ count, at: part.at, items, siblings: part.siblings }, this.#scope.sha256)
			: null;
		if (!found || !equalBytes(found, root)) throw invalid(batch, because('signed-batch-does-not-hold-its-readings'));
	}
}

function invalid(reading: string, because: Because): CodedError {
	return new CodedError('BUNDLE_READING', { reading, ...because });
}
