import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { OFFENCES, type Offence } from '../../../shared/proofs/evidence.ts';
import type { RoundTrace } from '../../core/consensus/types.ts';

/** Rounds whose proposal time is remembered until they are final. */
const MAX_OPEN_ROUNDS = 256;

/** What the gauges read when somebody asks. */
export interface MetricSources {
	readonly height: () => number;
	readonly mempoolTransactions: () => number;
	readonly mempoolBytes: () => number;
	readonly peersConnected: () => number;
	readonly roundTripSeconds: () => readonly { readonly validator: number; readonly seconds: number }[];
	readonly eventLoopDelaySeconds: () => number;
	readonly executionQueue: () => number;
	readonly droppedFrames: () => number;
	readonly droppedMessages: () => number;
	readonly refusedTransactions: () => number;
	readonly documentBytes: () => number;
	readonly documentsKept: () => number;
	readonly documentsLost: () => number;
	readonly documentBlocksFaulty: () => number;
	readonly documentBlocksRepaired: () => number;
}

const LATENCY_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];
const DISK_BUCKETS = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5];

/** The node's figures in Prometheus form, each named with its unit; a registry of its own, for several nodes may share a process. */
export class NodeMetrics {
	readonly #registry = new Registry();
	readonly #proposedAt = new Map<number, number>();
	readonly #finality: Histogram;
	readonly #batch: Histogram;
	readonly #batchRecords: Counter;
	readonly #roundsLost: Counter;
	readonly #transactions: Counter;
	readonly #evidence: Counter<'offence'>;
	readonly #convictions: Counter<'offence'>;
	readonly #round: Gauge;

	constructor(sources: MetricSources) {
		const registers = [this.#registry];
		this.#finality = new Histogram({
			name: 'gridquorum_block_finality_seconds',
			help: 'From the proposal seen to the block final, on this node',
			buckets: LATENCY_BUCKETS,
			registers,
		});
		this.#batch = new Histogram({
			name: 'gridquorum_persist_batch_seconds',
			help: 'Duration of one synced write of consensus records and final blocks',
			buckets: DISK_BUCKETS,
			registers,
		});
		this.#batchRecords = new Counter({
			name: 'gridquorum_persist_records_total',
			help: 'Consensus records written',
			registers,
		});
		this.#roundsLost = new Counter({
			name: 'gridquorum_rounds_lost_total',
			help: 'Rounds that this node saw end by a timeout certificate',
			registers,
		});
		this.#transactions = new Counter({
			name: 'gridquorum_transactions_executed_total',
			help: 'Transactions executed since the start',
			registers,
		});
		this.#evidence = new Counter({
			name: 'gridquorum_evidence_total',
			help: 'Validators of which this node got a verified proof of guilt, by offence',
			labelNames: ['offence'],
			registers,
		});
		this.#convictions = new Counter({
			name: 'gridquorum_convictions_total',
			help: 'Validators that a block executed since the start has convicted, by offence',
			labelNames: ['offence'],
			registers,
		});
		for (const counter of [this.#evidence, this.#convictions])
			for (const offence of OFFENCES) counter.inc({ offence }, 0);
		this.#round = new Gauge({ name: 'gridquorum_round', help: 'Consensus round', registers });
		this.#gauges(sources);
	}

	trace(trace: RoundTrace): void {
		const { round, wall } = trace;
		if (trace.what === 'entered') this.#round.set(round);
		else if (trace.what === 'timed-out') this.#roundsLost.inc();
		else if (trace.what === 'proposal') {
			this.#proposedAt.set(round, wall);
			if (this.#proposedAt.size > MAX_OPEN_ROUNDS) {
				const [oldest] = this.#proposedAt.keys();
				this.#proposedAt.delete(oldest as number);
			}
		} else if (trace.what === 'committed') {
			const proposedAt = this.#proposedAt.get(round);
			this.#proposedAt.delete(round);
			if (proposedAt !== undefined) this.#finality.observe((wall - proposedAt) / 1000);
		}
	}

	batch(ms: number, records: number): void {
		this.#batch.observe(ms / 1000);
		this.#batchRecords.inc(records);
	}

	executed(transactions: number): void {
		this.#transactions.inc(transactions);
	}

	evidence(offence: Offence): void {
		this.#evidence.inc({ offence });
	}

	convicted(offence: Offence): void {
		this.#convictions.inc({ offence });
	}

	text(): Promise<string> {
		return this.#registry.metrics();
	}

	#gauges(sources: MetricSources): void {
		this.#gauge('gridquorum_height', 'Newest executed block', sources.height);
		this.#gauge('gridquorum_mempool_transactions', 'Transactions waiting for a block', sources.mempoolTransactions);
		this.#gauge('gridquorum_mempool_bytes', 'Bytes of transactions waiting for a block', sources.mempoolBytes);
		this.#gauge('gridquorum_peers_connected', 'Validators with a link up', sources.peersConnected);
		this.#gauge('gridquorum_event_loop_delay_p99_seconds', 'p99 over the last minute', sources.eventLoopDelaySeconds);
		this.#gauge('gridquorum_execution_queue_blocks', 'Final blocks waiting for execution', sources.executionQueue);
		this.#gauge('gridquorum_frames_dropped', 'Frames lost to full outboxes since the start', sources.droppedFrames);
		this.#gauge(
			'gridquorum_messages_dropped',
			'Peer messages lost to full inboxes since the start',
			sources.droppedMessages,
		);
		this.#gauge(
			'gridquorum_transactions_refused',
			'Transactions of peers not admitted since the start',
			sources.refusedTransactions,
		);
		this.#gauge('gridquorum_document_bytes', 'Encrypted bytes of documents kept', sources.documentBytes);
		this.#gauge('gridquorum_documents_kept', 'Documents of which every block is here', sources.documentsKept);
		this.#gauge('gridquorum_documents_lost', 'Documents that no holder in reach has whole', sources.documentsLost);
		this.#gauge(
			'gridquorum_document_blocks_faulty',
			'Blocks of documents found missing or damaged since the start',
			sources.documentBlocksFaulty,
		);
		this.#gauge(
			'gridquorum_document_blocks_repaired',
			'Blocks of documents fetched again since the start',
			sources.documentBlocksRepaired,
		);
		this.#gauge('gridquorum_resident_bytes', 'Resident memory of the process', () => process.memoryUsage.rss());
		const roundTrip = new Gauge({
			name: 'gridquorum_peer_round_trip_seconds',
			help: 'Median of recent heartbeats',
			labelNames: ['validator'],
			registers: [this.#registry],
			collect() {
				roundTrip.reset();
				for (const { validator, seconds } of sources.roundTripSeconds()) roundTrip.set({ validator }, seconds);
			},
		});
	}

	#gauge(name: string, help: string, read: () => number): void {
		const gauge: Gauge = new Gauge({
			name,
			help,
			registers: [this.#registry],
			collect() {
				gauge.set(read());
			},
		});
	}
}
