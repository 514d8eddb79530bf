import { describe, expect, it } from 'vitest';
import { type NetworkFaults, NO_NETWORK_FAULTS } from '../../../src/main/lab/network/network-faults.ts';
import { DEFAULT_LOAD, runProtocol } from '../../../src/main/lab/network/run-protocol.ts';
import { createProtocol } from '../../../src/main/lab/protocols/registry.ts';
import { LAB_FAULTS, LAB_LATENCIES, LAB_PROTOCOLS } from '../../../src/shared/contract/lab-terms.ts';
import { sha256 } from '../../fixtures/simulation.ts';

/** Everything at once, within what four replicas bear. */
const EVERYTHING: NetworkFaults = {
	...NO_NETWORK_FAULTS,
	settledMs: 4_000,
	lossPermille: 30,
	duplicatePermille: 50,
	reorderPermille: 50,
	clockSkewMs: 20,
	outages: [{ replica: 1, fromMs: 900, toMs: 1_700 }],
	partitions: [
		{
			fromMs: 2_000,
			toMs: 2_900,
			groups: [
				[0, 1],
				[2, 3],
			],
		},
	],
	flapping: [3],
};

function fingerprint(name: (typeof LAB_PROTOCOLS)[number], options: Partial<Parameters<typeof runProtocol>[1]>) {
	const record = runProtocol(createProtocol(name, { sha256 }), {
		size: 4,
		seed: 7,
		latency: 'unit',
		load: DEFAULT_LOAD,
		fault: 'none',
		faulty: 1,
		rounds: 40,
		untilMs: 30_000,
		...options,
	});
	return `${record.fingerprint}/${record.decisions.length}/${record.durationMs}`;
}

describe.each(LAB_PROTOCOLS)('a run of %s', (name) => {
	it('replays bit for bit from its seed in every network and with every fault', () => {
		for (const latency of LAB_LATENCIES)
			for (const fault of [...LAB_FAULTS, EVERYTHING])
				expect(fingerprint(name, { latency, fault })).toBe(fingerprint(name, { latency, fault }));
	});

	it('takes another course from another seed', () => {
		const options = { latency: 'five-regions', fault: EVERYTHING } as const;
		expect(fingerprint(name, { ...options, seed: 8 })).not.toBe(fingerprint(name, options));
	});
});

describe('twins of a C-LBFT validator', () => {
	it('replay as well', () => {
		const options = { fault: { ...EVERYTHING, flapping: [], twins: [3] } } as const;
		expect(fingerprint('c-lbft', options)).toBe(fingerprint('c-lbft', options));
	});
});
