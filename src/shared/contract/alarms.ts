import { z } from 'zod';
import { ALARM_KINDS } from '../alarms/catalogue.ts';
import { base } from './errors.ts';
import { name, timeMs } from './scalars.ts';

export const ALARM_LIMITS = {
	/** Alarms that the list holds at once; further ones wait until one leaves it. */
	listed: 500,
	/** Entries of the log; the oldest go first. */
	logEntries: 100_000,
	/** Longest shelving. */
	shelfMinutes: 480,
	/** Alarms within ten minutes beyond which there is a flood (ISA-18.2, 16.5). */
	floodRaises: 10,
	floodWindowMs: 600_000,
	/** Characters of a comment or reason. */
	text: 280,
	/** Products, meters or deeds that an alarm names. */
	subjects: 8,
} as const;

export const alarmKind = z.enum(ALARM_KINDS);
export const alarmPriority = z.literal([1, 2, 3]);
/** Kind, or `kind:validator or participant`. */
export const alarmId = z.string().min(1).max(200);
const text = z.string().trim().max(ALARM_LIMITS.text);
const reason = text.min(1);
const ids = z.array(alarmId).min(1).max(ALARM_LIMITS.listed);
/** Of the unit that the catalogue names; null where there is none. */
const figure = z.number().nullable();

/** Who acted: the console's session, and the identity that it acted as, if any. */
export const alarmActor = z.object({ session: z.string().max(200), participant: name.nullable() });

/** Where the cause is seen: a view of the console, and what to open in it. */
export const alarmSource = z.object({
	view: z.enum(['auctions', 'signatures', 'statements', 'bids', 'regions', 'consensus', 'node']),
	product: name.nullable(),
	deed: name.nullable(),
	/** Chain id of another region. */
	region: name.nullable(),
});

export const alarmState = z.enum(['unacknowledged', 'acknowledged', 'returned', 'shelved', 'out-of-service']);

const hold = z.object({ at: timeMs, by: alarmActor, reason: z.string() });

export const alarmView = z.object({
	id: alarmId,
	kind: alarmKind,
	priority: alarmPriority,
	/** Validator or participant, and its name; null for an alarm of the whole. */
	subject: name.nullable(),
	subjectName: z.string().nullable(),
	/** `returned`: back to normal, and nobody has acknowledged it yet. */
	state: alarmState,
	/** Whether the condition stands now, whatever the state. */
	active: z.boolean(),
	value: figure,
	limit: z.int(),
	/** Products, meters or deeds that it concerns, the most pressing first. */
	names: z.array(name).max(ALARM_LIMITS.subjects),
	source: alarmSource,
	/** Unix wall ms of the newest raise; null for one that was held back before it was ever raised. */
	raisedAt: timeMs.nullable(),
	returnedAt: timeMs.nullable(),
	acknowledged: z.object({ at: timeMs, by: alarmActor, comment: z.string() }).nullable(),
	shelved: hold.extend({ until: timeMs }).nullable(),
	outOfService: hold.nullable(),
	/** Raises within the last day. */
	raises: z.int().min(0),
	chattering: z.boolean(),
});

const entryHead = { sequence: z.int().min(1), at: timeMs };
const target = { ...entryHead, alarm: alarmId };

/** One line of the alarm log, as it stands on disk. */
export const alarmEntry = z.discriminatedUnion('what', [
	z.object({
		...target,
		what: z.literal('raised'),
		value: figure,
		limit: z.int(),
		names: z.array(name).max(ALARM_LIMITS.subjects),
	}),
	z.object({ ...target, what: z.literal('returned'), value: figure }),
	z.object({ ...target, what: z.literal('acknowledged'), by: alarmActor, comment: z.string() }),
	z.object({ ...target, what: z.literal('shelved'), by: alarmActor, reason: z.string(), until: timeMs }),
	/** `by` is null when its time was over. */
	z.object({ ...target, what: z.literal('unshelved'), by: alarmActor.nullable() }),
	z.object({ ...target, what: z.literal('taken-out'), by: alarmActor, reason: z.string() }),
	z.object({ ...target, what: z.literal('put-back'), by: alarmActor }),
	z.object({ ...target, what: z.literal('limit-set'), by: alarmActor, reason: z.string(), limit: z.int().nullable() }),
]);

/** What an action came to: its place in the log, on disk. */
export const alarmReceipt = z.object({
	alarms: z.array(alarmId),
	firstSequence: z.int(),
	lastSequence: z.int(),
	at: timeMs,
});

const byPriority = z.tuple([z.int(), z.int(), z.int()]);

export const alarmList = z.object({
	/** Priority, then newest raise first; shelved ones and those out of service at the end. */
	alarms: z.array(alarmView).max(ALARM_LIMITS.listed),
	/** By priority 1, 2, 3; shelved ones and those out of service do not count. */
	unacknowledged: byPriority,
	active: byPriority,
	shelved: z.int().min(0),
	outOfService: z.int().min(0),
	/** Newest unacknowledged one of the highest priority. */
	newest: alarmId.nullable(),
	/** Raises within the last ten minutes, and since when they are a flood. */
	raisesInWindow: z.int().min(0),
	floodSince: timeMs.nullable(),
	/** Alarms that found no room in the list. */
	waiting: z.int().min(0),
	/** Wall ms of the newest judgement; null before the first. */
	judgedAt: timeMs.nullable(),
	/** `failing`: entries wait in memory for a disk that does not take them; `memory`: there is no data directory. */
	log: z.enum(['kept', 'failing', 'memory']),
});

export const alarmLimitView = z.object({
	kind: alarmKind,
	limit: z.int(),
	standard: z.int(),
	min: z.int(),
	max: z.int(),
	changed: z.object({ at: timeMs, by: alarmActor, reason: z.string() }).nullable(),
});

const ranked = z.object({ alarm: alarmId, count: z.int(), since: timeMs.nullable() });

/** Figures of ISA-18.2 (16.4 to 16.6) over a window of wall time. */
export const alarmMetrics = z.object({
	fromAt: timeMs,
	toAt: timeMs,
	raises: z.int(),
	/** Average per hour. */
	perHour: z.number(),
	/** Most raises in any ten minutes. */
	peak: z.int(),
	/** Share of the window's ten-minute slots that had a flood. */
	floodShare: z.number(),
	/** Ten-minute or, for long windows, longer slots, oldest first. */
	slots: z.array(z.object({ at: timeMs, raises: z.int() })).max(200),
	byPriority,
	/** Raised most, at most ten. */
	frequent: z.array(ranked).max(10),
	/** Stood, unshelved, for a day and longer. */
	standing: z.array(ranked).max(100),
	/** Raised three times and more within a minute. */
	chattering: z.array(ranked).max(100),
	/** Median wall ms from raise to acknowledgement; null without one. */
	acknowledgeMs: z.number().nullable(),
});

export type AlarmPriority = z.infer<typeof alarmPriority>;
export type AlarmActor = z.infer<typeof alarmActor>;
export type AlarmSource = z.infer<typeof alarmSource>;
export type AlarmState = z.infer<typeof alarmState>;
export type AlarmView = z.infer<typeof alarmView>;
export type AlarmLogEntry = z.infer<typeof alarmEntry>;
export type AlarmList = z.infer<typeof alarmList>;
export type AlarmReceipt = z.infer<typeof alarmReceipt>;
export type AlarmLimitView = z.infer<typeof alarmLimitView>;
export type AlarmMetrics = z.infer<typeof alarmMetrics>;

/** Identity that acts; without one the session alone is named. */
const as = name.nullable().default(null);

export const alarmsContract = {
	list: base.output(alarmList),
	/** The alarm, its newest entries and the measured figure over time. */
	detail: base.input(z.object({ alarm: alarmId })).output(
		z.object({
			alarm: alarmView.nullable(),
			history: z.array(alarmEntry).max(50),
			/** Measured figure by wall time, oldest first. */
			trend: z.array(z.object({ at: timeMs, value: figure })).max(240),
		}),
	),
	/** Newest first. `before` is the sequence of the last entry of the former page. */
	log: base
		.input(
			z.object({
				before: z.int().min(1).nullable().default(null),
				limit: z.int().min(1).max(2_000).default(200),
				alarm: alarmId.nullable().default(null),
			}),
		)
		.output(z.object({ entries: z.array(alarmEntry), total: z.int(), next: z.int().nullable() })),
	acknowledge: base.input(z.object({ alarms: ids, comment: text.default(''), as })).output(alarmReceipt),
	shelve: base
		.input(z.object({ alarms: ids, minutes: z.int().min(1).max(ALARM_LIMITS.shelfMinutes), reason, as }))
		.output(alarmReceipt),
	unshelve: base.input(z.object({ alarms: ids, as })).output(alarmReceipt),
	takeOutOfService: base.input(z.object({ alarms: ids, reason, as })).output(alarmReceipt),
	returnToService: base.input(z.object({ alarms: ids, as })).output(alarmReceipt),
	limits: base.output(z.array(alarmLimitView)),
	/** `limit: null` returns to the standard one. */
	setLimit: base.input(z.object({ kind: alarmKind, limit: z.int().nullable(), reason, as })).output(alarmReceipt),
	metrics: base
		.input(
			z.object({
				windowMs: z
					.int()
					.min(600_000)
					.max(30 * 86_400_000)
					.default(86_400_000),
			}),
		)
		.output(alarmMetrics),
};
