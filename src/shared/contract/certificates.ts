import { z } from 'zod';
import { DEVICE_TECHNOLOGIES } from '../codec/device.ts';
import { ENERGY_CERTIFICATE_LIMITS } from '../codec/energy-certificate.ts';
import { base } from './errors.ts';
import { energyWh, height, hex, name, share, timeMs } from './scalars.ts';

/** Certificates of one answer, parts that a listed one shows, and hours of one answer: a leap year's. */
export const CERTIFICATES_MAX = 500;
export const LISTED_PARTS_MAX = 50;
export const CERTIFIED_HOURS_MAX = 8_784;

const partState = z.enum(['held', 'cancelled', 'expired']);

export const certificatePart = z.object({
	fromWh: energyWh,
	toWh: energyWh,
	holder: name,
	holderName: name,
	state: partState,
	/** Settlement for whose consumption it was cancelled, or the purpose that its holder gave. */
	settlement: name.nullable(),
	purpose: z.string().nullable(),
	/** Block of the newest change, and its time. */
	height,
	time: timeMs,
});

export const certificateView = z.object({
	certificate: name,
	product: name,
	meter: name,
	producer: name,
	producerName: name,
	technology: z.enum(DEVICE_TECHNOLOGIES),
	start: timeMs,
	end: timeMs,
	reading: name,
	expiresAt: timeMs,
	/** held + cancelled + expired. */
	quantityWh: energyWh,
	heldWh: energyWh,
	cancelledWh: energyWh,
	expiredWh: energyWh,
	/** Of the participant asked for, else of everybody; the first 50 in a list. */
	parts: z.array(certificatePart),
	partCount: z.int(),
});

export const certificateStep = z.object({
	kind: z.enum(['issued', 'transferred', 'cancelled', 'expired']),
	fromWh: energyWh,
	toWh: energyWh,
	from: name.nullable(),
	fromName: name.nullable(),
	to: name.nullable(),
	toName: name.nullable(),
	trade: name.nullable(),
	settlement: name.nullable(),
	purpose: z.string().nullable(),
	height,
	time: timeMs,
	/** Null for what the chain did by itself. */
	transactionId: hex.nullable(),
});

export const certificateRefusal = z.object({
	meter: name,
	owner: name,
	ownerName: name,
	reading: name,
	start: timeMs,
	end: timeMs,
	generatedWh: energyWh,
	possibleWh: energyWh,
	height,
});

/** A participant's certificates of one production hour. */
export const certifiedHour = z.object({
	start: timeMs,
	issuedWh: energyWh,
	/** Received from others, given to others. */
	boughtWh: energyWh,
	givenWh: energyWh,
	cancelledWh: energyWh,
	expiredWh: energyWh,
	/** issued + bought − given − cancelled − expired. */
	heldWh: energyWh,
	/** By its own meters; null where no reading of the hour is retained. */
	consumedWh: energyWh.nullable(),
	/** Hourly matching: cancelled / consumed, at most 1. */
	matched: share,
});

const partInput = z.object({ certificate: name, fromWh: z.int().min(0), toWh: z.int().min(1) });
const partInputs = z.array(partInput).min(1).max(ENERGY_CERTIFICATE_LIMITS.parts);
const outcome = z.object({ height, transactionId: hex });

export type CertificateView = z.infer<typeof certificateView>;
export type CertificatePartView = z.infer<typeof certificatePart>;
export type CertificateStepView = z.infer<typeof certificateStep>;
export type CertifiedHourView = z.infer<typeof certifiedHour>;

/** Granular certificates of renewable energy. Calls answer when their block is final. */
export const certificatesContract = {
	/** Newest production first. `participant` made it, or holds or held a part; `state`: it has a part in this state. */
	list: base
		.input(
			z.object({
				participant: name.nullable().default(null),
				meter: name.nullable().default(null),
				/** Production hours in [from, to). */
				from: timeMs.nullable().default(null),
				to: timeMs.nullable().default(null),
				state: partState.nullable().default(null),
				offset: z.int().min(0).default(0),
				limit: z.int().min(1).max(CERTIFICATES_MAX).default(100),
			}),
		)
		.output(
			z.object({
				asOfHeight: height,
				certificates: z.array(certificateView).max(CERTIFICATES_MAX),
				total: z.int(),
				/** Readings that earned nothing, since their device cannot generate so much; newest first. */
				refused: z.array(certificateRefusal),
			}),
		),
	/** One certificate with every part and its history, oldest first. */
	get: base.input(z.object({ certificate: name })).output(
		z.object({
			asOfHeight: height,
			certificate: certificateView,
			steps: z.array(certificateStep),
			/** Steps that the read model has forgotten, before the first one here. */
			dropped: z.int(),
		}),
	),
	/** A participant's certificates and consumption by production hour, ascending, in [from, to). */
	hours: base.input(z.object({ participant: name, from: timeMs, to: timeMs })).output(
		z.object({
			asOfHeight: height,
			hours: z.array(certifiedHour).max(CERTIFIED_HOURS_MAX),
			/** Over all hours with a consumption: Σ min(cancelled, consumed) / Σ consumed. */
			matched: share,
		}),
	),
	/** `participant`: identity of this console that holds the parts. */
	transfer: base.input(z.object({ participant: name, to: name, parts: partInputs })).output(outcome),
	cancel: base
		.input(
			z.object({
				participant: name,
				parts: partInputs,
				purpose: z.string().min(1).max(ENERGY_CERTIFICATE_LIMITS.purposeCharacters),
			}),
		)
		.output(outcome),
};
