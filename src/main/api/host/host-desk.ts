import type { GenesisPreview, HostChoice, HostedNetwork, HostState } from '../../../shared/contract/index.ts';

/** What the `host` procedures stand on; a session's permission is checked before. */
export interface HostDesk {
	state(): HostState;
	/** @throws CodedError GENESIS_INVALID */
	preview(genesis: string): GenesisPreview;
	/** Resolves once the start is under way. @throws CodedError HOST_NETWORK_FIXED | HOST_STAGE_WRONG | GENESIS_INVALID | HOST_GENESIS_NOT_CONFIRMED */
	begin(choice: HostChoice): Promise<void>;
	/** @throws CodedError HOST_STAGE_WRONG */
	retry(): Promise<void>;
	/** Resolves once the stop is under way. @throws CodedError HOST_NETWORK_FIXED | HOST_STAGE_WRONG */
	leave(): Promise<void>;
	/** @throws CodedError HOST_STAGE_WRONG | HOST_NOT_A_DEMO | HOST_PLAYER_UNKNOWN */
	play(played: readonly string[]): Promise<HostedNetwork>;
}
