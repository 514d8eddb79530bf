import { ROUNDS_MIN } from '../../../../shared/alarms/network-alarms.ts';
import type { Measurements, NetworkFacts } from '../facts.ts';

const HUNDRED = 100;
/** A node that is still starting is not judged by its peers. */
const SETTLING_SECONDS = 20;

/** Conditions of consensus, as this node sees it. */
export function networkMeasurements(facts: NetworkFacts): Measurements {
	const { snapshot } = facts;
	if (snapshot.phase === 'starting' || snapshot.phase === 'stopping') return {};
	if (snapshot.uptimeSeconds < SETTLING_SECONDS) return {};
	return {
		'quorum-at-risk': [{ subject: null, ...spareOf(facts) }],
		'no-block': [{ subject: null, value: secondsWithoutBlock(facts) }],
		...votesOf(facts),
		...roundsOf(facts),
	};
}

/**
 * Validators to spare beyond the quorum. A network that has none to spare when whole cannot have fewer without losing
 * the quorum, so there the quorum itself counts: 1 while it stands.
 */
function spareOf({ snapshot, self, validators, needed }: NetworkFacts): { value: number; names: string[] } {
	const connected = new Set(snapshot.peers.filter((peer) => peer.connected).map(({ validator }) => validator));
	if (self !== null) connected.add(self);
	const spare = connected.size - needed;
	const names = validators.flatMap(({ name }, index) => (connected.has(index) ? [] : [name]));
	return { value: validators.length === needed && spare === 0 ? 1 : spare, names };
}

function secondsWithoutBlock({ rounds, snapshot }: NetworkFacts): number {
	const sinceMs = rounds.sinceCommitMs ?? Number.POSITIVE_INFINITY;
	return Math.floor(Math.min(sinceMs / 1_000, snapshot.uptimeSeconds));
}

function votesOf({ rounds, validators, self, snapshot }: NetworkFacts): Measurements {
	const own = self === null ? [] : [{ subject: null, value: HUNDRED }];
	// An idle node that left the validators' phase votes for nothing, whatever its rounds say.
	const isSilent = self !== null && snapshot.phase !== 'validating';
	if (rounds.voted < ROUNDS_MIN) return isSilent ? { 'own-node-silent': own } : {};
	const shareOf = (index: number): number => ((rounds.missed[index] ?? 0) / rounds.voted) * HUNDRED;
	return {
		'own-node-silent': isSilent ? own : own.map((each) => ({ ...each, value: shareOf(self ?? 0) })),
		'validator-missing-votes': validators.flatMap(({ id, name }, index) =>
			index === self ? [] : [{ subject: id, subjectName: name, value: shareOf(index) }],
		),
	};
}

function roundsOf({ rounds }: NetworkFacts): Measurements {
	if (rounds.rounds < ROUNDS_MIN) return {};
	return {
		'rounds-lost': [{ subject: null, value: (rounds.roundsLost / rounds.rounds) * HUNDRED }],
		...(rounds.finalityMs && { 'finality-slow': [{ subject: null, value: rounds.finalityMs.p95 }] }),
	};
}
