import { z } from 'zod';
import { base } from './errors.ts';
import { hex, name, timeMs } from './scalars.ts';

/** A failure as the catalogue has it; the console puts it into the reader's language. */
export const codedFailure = z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) });

/** Longest genesis document that a console hands over, as base64 characters. */
export const GENESIS_BASE64_CHARACTERS = 1_572_864;
const genesis = z
	.string()
	.min(4)
	.max(GENESIS_BASE64_CHARACTERS)
	.regex(/^[A-Za-z0-9+/]+={0,2}$/);
const directory = z.string().min(1).max(4_096);

/**
 * Every name that a start step can have, in order. `market`: a demo's keys, genesis and data; `join`: the keys and the
 * directory of a node that joins; `lock` to `evidence`: the phases of the node's own start, as `node.status` has them;
 * `validators`: a demo's other validators, beside all that; `console`: the read model. A demo's `morning`, its first hours
 * in a hurry, goes on while the network runs already.
 */
export const START_STEPS = [
	'market',
	'join',
	'lock',
	'schema',
	'self-test',
	'keys',
	'store',
	'state',
	'replay',
	'documents',
	'network',
	'peers',
	'catch-up',
	'recovery',
	'evidence',
	'validators',
	'console',
	'morning',
] as const;

/** A step of the start, in its order; `ms` counts while it runs and stands afterwards. */
export const startStep = z.object({
	name: z.enum(START_STEPS),
	state: z.enum(['waiting', 'running', 'done', 'failed']),
	ms: z.number().nullable(),
});

/** Which network this host runs, once one was chosen. */
export const hostedNetwork = z.object({
	kind: z.enum(['demo', 'node']),
	directory,
	/** Participants of the demo that the person at the console plays; empty for a node. */
	played: z.array(name).max(1_000),
});

/**
 * `setup`: nothing is chosen yet. `starting`, `running`, `stopping`: of the chosen network. `failed`: its start or its
 * node ended with `failure`; the data is where it was, and `host.retry` tries again.
 */
export const hostStage = z.enum(['setup', 'starting', 'running', 'stopping', 'failed']);

export const hostState = z.object({
	stage: hostStage,
	version: z.string(),
	door: z.enum(['window', 'browser']),
	network: hostedNetwork.nullable(),
	steps: z.array(startStep).max(40),
	failure: codedFailure.nullable(),
	/** False where the command line fixed the network: then it can be neither chosen nor left here. */
	canChoose: z.boolean(),
	/** Directories that a new network would get, and whether a network is in them already. */
	proposed: z.object({
		demo: z.object({ directory, exists: z.boolean() }),
		node: z.object({ directory, exists: z.boolean() }),
	}),
	/** Unix wall ms of the last change of stage. */
	since: timeMs,
});

export const hostChoice = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('demo'),
		directory,
		/** Chain seconds per second, for a network that is new or goes on. */
		speed: z.int().min(1).max(3_600),
		/** Participants to play; `[]` watches. */
		played: z.array(name).max(100),
	}),
	z.object({
		kind: z.literal('join'),
		directory,
		/** The network's `genesis.cbor`, as its members publish it; base64. */
		genesis,
		/** What the person compared with another source: lower-case hex of the genesis digest. */
		confirmedDigest: hex.length(64),
		/** libp2p multiaddresses beside those in the genesis document. */
		peers: z.array(z.string().min(1).max(512)).max(64),
		/** Id of the validator that this node is to become; null joins as an observer. */
		validator: name.nullable(),
		/** TCP port that this node listens on; 0 takes a free one. */
		listenPort: z.int().min(0).max(65_535),
		/** Seals the new keys; never kept by the console. */
		passphrase: z.string().min(12).max(1_024),
	}),
	/** A data directory that is there already: of a validator or an observer. */
	z.object({ kind: z.literal('open'), directory, passphrase: z.string().max(1_024).nullable() }),
]);

/** What a genesis document says, before anybody joins. */
export const genesisPreview = z.object({
	chainId: z.string(),
	name: z.string(),
	digest: hex.length(64),
	validators: z.array(z.object({ name, publicKey: hex.length(64) })).max(1_000),
	participants: z.int().min(0),
	currency: z.string().length(3),
	createdAt: timeMs,
});

export type HostState = z.infer<typeof hostState>;
export type HostStage = z.infer<typeof hostStage>;
export type HostChoice = z.infer<typeof hostChoice>;
export type HostedNetwork = z.infer<typeof hostedNetwork>;
export type StartStep = z.infer<typeof startStep>;
export type GenesisPreview = z.infer<typeof genesisPreview>;

/**
 * The program around the node: answers before there is a node and after it failed. Every change of stage to or from
 * `running` ends the connection; a console connects again and meets the new stage.
 */
export const hostContract = {
	state: base.output(hostState),
	/** Reads a genesis document without taking it. */
	preview: base.input(z.object({ genesis })).output(genesisPreview),
	/** Starts the chosen network; resolves once the start is under way. Only in `setup` and `failed`. */
	begin: base.input(hostChoice).output(z.object({})),
	/** Starts the same network again after a failure. */
	retry: base.output(z.object({})),
	/** Stops the node in good order and returns to `setup`; the data is kept. */
	leave: base.output(z.object({})),
	/** Other participants of the demo to play from now on. */
	play: base.input(z.object({ played: z.array(name).max(100) })).output(hostedNetwork),
};
