import type { PacketContents } from '../../../../shared/codec/bridge-packet.ts';
import type { CallContext } from '../engine/call-context.ts';

/** Which packet a handler is asked about. */
export interface Crossing {
	/** The other chain. */
	readonly chain: string;
	/** Id of the packet, the same on both chains. */
	readonly packet: string;
}

/** What one kind of packet does on either side. */
export interface PacketHandler<C extends PacketContents> {
	/** On the receiving chain. A CodedError refuses the packet and undoes what was done. */
	receive(context: CallContext, crossing: Crossing, contents: C): void;
	/** On the sending chain: executed there. Must not fail. */
	delivered(context: CallContext, crossing: Crossing, contents: C): void;
	/** On the sending chain: refused or timed out there. Must not fail. */
	giveBack(context: CallContext, crossing: Crossing, contents: C): void;
}

export type ContentsOf<K extends PacketContents['kind']> = Extract<PacketContents, { kind: K }>;

export type PacketHandlers = { readonly [K in PacketContents['kind']]: PacketHandler<ContentsOf<K>> };
