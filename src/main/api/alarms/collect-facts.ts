import { ROUND_WINDOW_MS } from '../../../shared/alarms/network-alarms.ts';
import { bridgeAccount } from '../../../shared/codec/accounts.ts';
import { certificateQuorum } from '../../../shared/proofs/certificates.ts';
import { needsMe } from '../deed-summary.ts';
import { presentValidators } from '../present-validators.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import type { RoundLog } from '../read-model/round-log.ts';
import type { ConsoleServices } from '../services.ts';
import type { BackupFacts, BridgeFacts, DiskFacts, MachineFacts, MarketFacts, NetworkFacts } from './facts.ts';

/** The rounds may be a little older than the alarm that they are judged for. */
const ROUNDS_AGE_MS = 5_000;

type FactServices = Pick<ConsoleServices, 'node' | 'model' | 'rounds'>;

/** As of the chain clock; null while the read model replays. */
export function marketFacts({ node, model }: FactServices, isReady: boolean): MarketFacts | null {
	if (!isReady) return null;
	const { products, balances, directory } = model;
	return {
		now: node.clock.now(),
		products: products.products.values(),
		identities: node.identities.map(({ participant }) => participant),
		awaiting: [...products.awaiting.values()].filter((deed) => needsMe(deed, { node })),
		nameOf: (participant) => directory.nameOf(participant),
		balanceOf: (participant) => balances.of(participant),
		metersOf: (participant) => directory.participants.get(participant)?.meters ?? [],
		hasReading: (meter, at) => hasReading(model, meter, at),
	};
}

/** As of the chain clock; null while the read model replays. */
export function bridgeFacts({ node, model }: FactServices, isReady: boolean): BridgeFacts | null {
	if (!isReady) return null;
	return {
		now: node.clock.now(),
		regions: model.bridge.regions.map(({ chain, frozen, updatedAt, terms, packets, offers }) => ({
			chain,
			isFrozen: frozen !== null,
			updatedAt,
			trustPeriodMs: terms.trustPeriodMs,
			oldestOpenAt: packets.open.values().next().value?.sent?.time ?? null,
			balance: model.balances.of(bridgeAccount(chain)),
			reserved: offers.reserved,
			moneyLimit: terms.moneyLimit,
		})),
	};
}

/** A reading begins with the period, or with the hour that the period lies in. */
function hasReading({ readings, calendar }: ReadModel, meter: string, at: number): boolean {
	const hour = calendar.hourOf(at);
	// What lies before the hours that are remembered is not judged any more.
	const known = readings.hours.get(hour);
	if (!known) return [...readings.hours.keys()].every((each) => each > hour) && readings.hours.size > 0;
	return known.readings.has(`${meter}@${at}`) || known.readings.has(`${meter}@${hour}`);
}

export async function networkFacts({ node, rounds, model }: FactServices, wallNow: number): Promise<NetworkFacts> {
	const validators = presentValidators(node);
	const statistics = await rounds.of(ROUND_WINDOW_MS, ROUNDS_AGE_MS);
	return {
		snapshot: node.snapshot(),
		self: node.self,
		validators,
		needed: certificateQuorum(validators.length),
		rounds: {
			...statistics,
			voted: votedRounds(model.rounds, wallNow - ROUND_WINDOW_MS),
			missed: statistics.validators.map(({ missed }) => missed),
		},
	};
}

/** Rounds with a certificate, so that votes existed: of those a vote may be missed. */
function votedRounds(log: RoundLog, from: number): number {
	let voted = 0;
	for (const { enteredAt, proposedWall, outcome } of log.newestFirst()) {
		if (enteredAt < from) break;
		if (proposedWall !== null && (outcome === 'final' || outcome === 'certified')) voted += 1;
	}
	return voted;
}

export function machineFacts(
	{ node }: Pick<FactServices, 'node'>,
	known: { disk: DiskFacts | null; backup: BackupFacts | null; clockOffsetMs: number | null; wallNow: number },
): MachineFacts {
	const { phase, eventLoopDelayP99Ms } = node.snapshot();
	return { ...known, eventLoopDelayP99Ms: phase === 'starting' ? null : eventLoopDelayP99Ms };
}
