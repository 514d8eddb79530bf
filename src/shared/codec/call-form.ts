import type { Reader } from './reader.ts';

/** One method of one contract: how clients write its arguments, and how the contract reads them. */
export interface CallForm<T> {
	readonly contract: string;
	readonly method: string;
	readonly read: Reader<T>;
}

export function form<T extends object>(contract: string, method: string, read: Reader<T>): CallForm<T> {
	return { contract, method, read };
}
