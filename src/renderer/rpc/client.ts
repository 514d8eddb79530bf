import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { ConsoleContract } from '../../shared/contract/index.ts';
import { currentLink } from './connection.ts';

export type ConsoleClient = ContractRouterClient<ConsoleContract>;

const link: ClientLink<ClientContext> = {
	call: async (path, input, options) => (await currentLink()).call(path, input, options),
};

let client: ConsoleClient = createORPCClient(link);

/** The typed client of the console contract; it survives reconnections. */
export function useClient(): ConsoleClient {
	return client;
}

/** Puts another client in place, as component tests do. */
export function provideClient(other: ConsoleClient): void {
	client = other;
}
