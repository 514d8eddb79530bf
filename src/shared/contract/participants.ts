import { z } from 'zod';
import { PARTICIPANT_ROLES } from '../codec/roles.ts';
import { base } from './errors.ts';
import { energyWh, height, hex, microMoney, microPerKwh, name, timeMs } from './scalars.ts';

export const orderLimits = z.object({
	/** Null for any zone. */
	zones: z.array(name).nullable(),
	sides: z.array(z.enum(['bid', 'offer'])),
	priceMin: microPerKwh,
	priceMax: microPerKwh,
	quantityWhPerProduct: energyWh,
	collateralMax: microMoney,
});

export const delegation = z.object({
	to: name,
	toName: name,
	scope: z.enum(['orders', 'readings']),
	validFrom: timeMs,
	/** Exclusive; the largest safe integer where it does not end. */
	validUntil: timeMs,
	/** Null: none but the owner's own. */
	limits: orderLimits.nullable(),
});

export const participantView = z.object({
	participant: name,
	name,
	role: z.enum(PARTICIPANT_ROLES),
	/** Zone after the last move, which may be ahead. */
	zone: name,
	/** What is delivered before `at` belongs to `from`; null for one that never moved. */
	moved: z.object({ from: name, at: timeMs }).nullable(),
	/** Energy Identification Code. */
	eic: z.string().length(16).nullable(),
	/** Ed25519 and X25519. */
	publicKey: hex.length(64),
	encryptionKey: hex.length(64),
	suspended: z.object({ by: name, byName: name, reason: z.string(), height }).nullable(),
	/** Given to others, by delegate and scope; in force or not. */
	delegations: z.array(delegation),
	meters: z.array(z.object({ meter: name, operator: name })),
	registeredAtHeight: height,
	me: z.boolean(),
});

export type DelegationView = z.infer<typeof delegation>;
export type ParticipantView = z.infer<typeof participantView>;

export const participantsContract = {
	/** By id, from the one after `after` on. */
	list: base
		.input(z.object({ after: name.nullable().default(null), limit: z.int().min(1).max(500).default(200) }))
		.output(z.object({ asOfHeight: height, participants: z.array(participantView), total: z.int() })),
};
