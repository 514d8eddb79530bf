import type { LAB_LATENCIES } from '../../../shared/contract/lab-terms.ts';
import type { Random } from '../random.ts';

export type LatencyName = (typeof LAB_LATENCIES)[number];

/** One delay of the `unit` network, virtual µs. */
export const UNIT_DELAY_US = 100_000;

/** Delays and links between replicas 0…n−1. Times are whole virtual microseconds. */
export interface Latency {
	readonly name: LatencyName;
	/** Mean one-way delay between two different replicas, µs. */
	readonly meanUs: number;
	/** Largest one-way delay, µs. */
	readonly expectedUs: number;
	/** The delay of every message where it is always the same; else null. */
	readonly constantUs: number | null;
	/** Bits per second that one replica's link carries away; null: no limit. */
	readonly linkBitsPerSecond: number | null;
	/** Whether replicas pay for their own computation. */
	readonly hasCpuCost: boolean;
	delayUs(from: number, to: number, random: Random): number;
}

/** Every message takes exactly one delay; computing and sending cost nothing. For counting message delays. */
function unitLatency(): Latency {
	return {
		name: 'unit',
		meanUs: UNIT_DELAY_US,
		expectedUs: UNIT_DELAY_US,
		constantUs: UNIT_DELAY_US,
		linkBitsPerSecond: null,
		hasCpuCost: false,
		delayUs: () => UNIT_DELAY_US,
	};
}

const LAN_MIN_US = 150;
const LAN_JITTER_US = 200;

/** A switched local network: 150 to 350 µs one way, evenly spread; links of 1 Gbit/s. */
function lanLatency(): Latency {
	return {
		name: 'lan',
		meanUs: LAN_MIN_US + LAN_JITTER_US / 2,
		expectedUs: LAN_MIN_US + LAN_JITTER_US,
		constantUs: null,
		linkBitsPerSecond: 1_000_000_000,
		hasCpuCost: true,
		delayUs: (_from, _to, random) => random.between(LAN_MIN_US, LAN_MIN_US + LAN_JITTER_US),
	};
}

export const REGIONS = ['us-central', 'eu-west', 'ap-northeast', 'sa-east', 'ap-southeast'] as const;

/**
 * Mean round-trip times between the regions, µs, row sends: gcp us-central1, aws eu-west-1, aws ap-northeast-1,
 * aws sa-east-1, gcp asia-southeast1, as published with the network emulation of Aptos
 * (aptos-core, testsuite/testcases/src/data/six_region_link_stats.csv, which also gives 300 Mbit/s per link).
 * That table has no entry within a region; 1 ms between availability zones is assumed there.
 */
const REGION_RTT_US: readonly (readonly number[])[] = [
	[1_000, 103_435, 133_996, 145_483, 195_763],
	[104_169, 1_000, 198_555, 176_813, 211_419],
	[128_999, 198_539, 1_000, 255_323, 72_837],
	[145_703, 176_894, 255_289, 1_000, 329_213],
	[195_763, 211_419, 72_837, 329_213, 1_000],
];
const REGION_BITS_PER_SECOND = 300_000_000;
/** Queues on the way add up to this share of the one-way delay, evenly spread. */
const REGION_JITTER_PERCENT = 10;

/** Region of a replica: round robin, so that no region holds a quorum. */
export function regionOf(replica: number): number {
	return replica % REGIONS.length;
}

function fiveRegionLatency(size: number): Latency {
	const oneWay = REGION_RTT_US.map((row) => row.map((rttUs) => Math.round(rttUs / 2)));
	const baseUs = (from: number, to: number): number => (oneWay[regionOf(from)] as number[])[regionOf(to)] as number;
	const withMeanJitter = (us: number): number => us + (us * REGION_JITTER_PERCENT) / 200;
	let sumUs = 0;
	let largestUs = 0;
	for (let from = 0; from < size; from++)
		for (let to = 0; to < size; to++) {
			if (from === to) continue;
			sumUs += withMeanJitter(baseUs(from, to));
			largestUs = Math.max(largestUs, baseUs(from, to));
		}
	return {
		name: 'five-regions',
		meanUs: size > 1 ? sumUs / (size * (size - 1)) : 0,
		expectedUs: Math.round(largestUs * (1 + REGION_JITTER_PERCENT / 100)),
		constantUs: null,
		linkBitsPerSecond: REGION_BITS_PER_SECOND,
		hasCpuCost: true,
		delayUs: (from, to, random) => {
			const us = baseUs(from, to);
			return us + random.between(0, Math.floor((us * REGION_JITTER_PERCENT) / 100));
		},
	};
}

export function createLatency(name: LatencyName, size: number): Latency {
	if (name === 'unit') return unitLatency();
	return name === 'lan' ? lanLatency() : fiveRegionLatency(size);
}

/** For tests and campaigns: every delay in whole ms from `minMs` to `maxMs` alike; links and processors cost nothing. */
export function spreadLatency(minMs: number, maxMs: number): Latency {
	return {
		name: 'unit',
		meanUs: (minMs + maxMs) * 500,
		expectedUs: maxMs * 1000,
		constantUs: null,
		linkBitsPerSecond: null,
		hasCpuCost: false,
		delayUs: (_from, _to, random) => random.between(minMs, maxMs) * 1000,
	};
}
