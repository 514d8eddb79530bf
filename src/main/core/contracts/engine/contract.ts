import type { CallForm } from '../../../../shared/codec/call-form.ts';
import { readArguments } from '../../../../shared/codec/calls.ts';
import type { CallContext } from './call-context.ts';

/** A method as the engine calls it: arguments still encoded. */
export interface ContractMethod {
	readonly name: string;
	run(context: CallContext, encodedArguments: Uint8Array): void;
}

/** A named, versioned module of the chain. Tasks are what it does on schedule, by subject. */
export interface Contract {
	readonly name: string;
	readonly version: number;
	readonly methods: readonly ContractMethod[];
	readonly tasks: { readonly [task: string]: (context: CallContext, subject: string) => void };
}

/** Bytes of arguments that one step reads. */
const BYTES_PER_STEP = 64;

/** A method whose arguments pass the strict reader of their form before anything else happens. */
export function method<T>(form: CallForm<T>, run: (context: CallContext, args: T) => void): ContractMethod {
	return {
		name: form.method,
		run(context, encodedArguments) {
			context.charge(10 + Math.ceil(encodedArguments.length / BYTES_PER_STEP));
			run(context, readArguments(form, encodedArguments));
		},
	};
}
