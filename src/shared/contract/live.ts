import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from './errors.ts';
import { height, timeMs } from './scalars.ts';

export const topic = z.enum([
	'status',
	'market',
	'auctions',
	'deeds',
	'standings',
	'trace',
	'consensus',
	'governance',
	'alarms',
	'bridge',
]);

/** "These views have changed": the console asks again for what it shows. At most 10 a second; topics are merged. */
export const liveNotice = z.object({
	sequence: z.int().min(0),
	height,
	now: timeMs,
	speed: z.number().positive(),
	topics: z.array(topic),
});

export type Topic = z.infer<typeof topic>;
export type LiveNotice = z.infer<typeof liveNotice>;

export const liveContract = {
	subscribe: base.output(eventIterator(liveNotice)),
};
