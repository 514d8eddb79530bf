import type { Block } from '../../../shared/codec/block.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import type { ErrorDetails } from '../../../shared/errors/coded-error.ts';
import type { StateLeaf } from '../../core/contracts/types.ts';

/** What the worker is started with. */
export interface WorkerInput {
	readonly genesis: Uint8Array;
}

export type WorkerCall =
	/** A chunk of the recovered state; comes before `start`. */
	| { readonly op: 'load'; readonly leaves: readonly StateLeaf[] }
	| { readonly op: 'start'; readonly height: number; readonly hasLeaves: boolean }
	| { readonly op: 'leaves' }
	| { readonly op: 'execute'; readonly block: Block; readonly verified: readonly string[] }
	/** More events of the newest block; asked before the next is executed. */
	| { readonly op: 'events'; readonly from: number }
	| { readonly op: 'values' | 'prove'; readonly paths: readonly string[] }
	| { readonly op: 'prove-present'; readonly path: string };

export type WorkerRequest = WorkerCall & { readonly id: number };

export type WorkerAnswer =
	| { readonly id: number; readonly ok: true; readonly value: unknown }
	| {
			readonly id: number;
			readonly ok: false;
			readonly code: ErrorCode | null;
			readonly details: ErrorDetails;
			readonly message: string;
	  };
