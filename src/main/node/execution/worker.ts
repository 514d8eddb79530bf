import '../../../shared/errors/sentences.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ExecutionResult, StateLeaf } from '../../core/contracts/types.ts';
import { InlineExecutor } from './inline-executor.ts';
import { buffersOf, eventsFrom, type PackedResult, packResult } from './packed-result.ts';
import type { WorkerAnswer, WorkerCall, WorkerInput, WorkerRequest } from './protocol.ts';

const executor = new InlineExecutor(workerData as WorkerInput);
const loaded: StateLeaf[][] = [];
let newest: ExecutionResult | null = null;

async function answer(call: WorkerCall): Promise<unknown> {
	switch (call.op) {
		case 'load':
			loaded.push([...call.leaves]);
			return null;
		case 'start':
			return executor.start(call.height, call.hasLeaves ? drainLoaded() : null);
		case 'leaves':
			return executor.leaves();
		case 'execute':
			newest = await executor.execute(call.block, call.verified);
			return packResult(newest);
		case 'events':
			return eventsFrom(newest?.events ?? [], call.from);
		case 'values':
			return executor.values(call.paths);
		case 'prove-present':
			return executor.provePresent(call.path);
		case 'prove':
			return executor.prove(call.paths);
	}
}

async function* drainLoaded(): AsyncGenerator<StateLeaf[]> {
	yield* loaded.splice(0);
}

function reply(message: WorkerAnswer, buffers: readonly ArrayBuffer[] = []): void {
	parentPort?.postMessage(message, buffers);
}

parentPort?.on('message', (request: WorkerRequest) => {
	const { id } = request;
	answer(request).then(
		(value) => reply({ id, ok: true, value }, request.op === 'execute' ? buffersOf(value as PackedResult) : []),
		(error: unknown) => {
			const coded = error instanceof CodedError ? error : null;
			reply({ id, ok: false, code: coded?.code ?? null, details: coded?.details ?? {}, message: String(error) });
		},
	);
});
