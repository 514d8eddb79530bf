import { forms } from '../../../../shared/codec/calls.ts';
import { readingId, readingsBatchId } from '../../../../shared/codec/ids.ts';
import type { Reading } from '../../../../shared/codec/metering-calls.ts';
import { type Contract, method } from '../engine/contract.ts';
import { requireActiveSender } from '../identity/participants.ts';
import { awardPoints, moveCredit, STANDING } from '../incentive/standing.ts';
import { emitReading, METERING, recordReading } from './readings.ts';
import { emitBatch, requireSource, rootOf } from './source.ts';

/** Meter data in batches, signed where they were measured; a batch is recorded whole or not at all. */
export const meteringContract: Contract = {
	name: METERING,
	version: 1,
	methods: [
		method(forms.metering.submitReadings, (context, batch) => {
			const { id } = requireActiveSender(context);
			const root = rootOf(context, batch.readings);
			requireSource(context, batch, root);
			const recorded: { readonly reading: Reading; readonly participant: string; readonly version: number }[] = [];
			for (const reading of batch.readings) {
				const known = recordReading(context, id, reading);
				if (known) recorded.push({ reading, ...known });
			}
			const first = recorded[0];
			if (!first) return;
			emitBatch(context, batch, root);
			for (const { reading, participant, version } of recorded)
				emitReading(context, { reading, participant, version, batch: readingsBatchId(root) });
			moveCredit(
				context,
				id,
				STANDING.readingInTime,
				'reading-in-time',
				readingId(first.reading.meter, first.reading.start, first.version),
			);
			awardPoints(context, id, 'reading-delivered', recorded.length);
		}),
	],
	tasks: {},
};
