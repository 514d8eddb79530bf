import { forms } from '../../../../shared/codec/calls.ts';
import { readingId } from '../../../../shared/codec/ids.ts';
import { type Contract, method } from '../engine/contract.ts';
import { requireActiveSender } from '../identity/participants.ts';
import { awardPoints, moveCredit, STANDING } from '../incentive/standing.ts';
import { METERING, recordReading } from './readings.ts';

/** Meter data in batches, one signature each; a batch is recorded whole or not at all. */
export const meteringContract: Contract = {
	name: METERING,
	version: 1,
	methods: [
		method(forms.metering.submitReadings, (context, { readings }) => {
			const { id } = requireActiveSender(context);
			const recorded = readings.filter((reading) => recordReading(context, id, reading));
			const first = recorded[0];
			if (!first) return;
			moveCredit(context, id, STANDING.readingInTime, 'reading-in-time', readingId(first.meter, first.start, 1));
			awardPoints(context, id, 'reading-delivered', recorded.length);
		}),
	],
	tasks: {},
};
