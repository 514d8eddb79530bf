import { z } from 'zod';

/**
 * One message channel between the host and a validator's process: Node's IPC in plain Node, a utility process's port in
 * the desktop. Closing it is the sign for the validator to stop, so that none outlives its host.
 */
export interface ValidatorChannel {
	send(message: HostMessage | ValidatorMessage): void;
	onMessage(listener: (message: unknown) => void): void;
	onClose(listener: () => void): void;
}

const clockSetting = z.strictObject({
	anchorChainMs: z.int().min(0),
	anchorWallMs: z.number().min(0),
	speed: z.number().min(1),
});

/** What the host tells a validator. */
export const hostMessage = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('clock'), setting: clockSetting }),
	z.strictObject({ kind: z.literal('root-at'), height: z.int().min(1) }),
	z.strictObject({ kind: z.literal('stop') }),
]);

/** What a validator tells its host. */
export const validatorMessage = z.discriminatedUnion('kind', [
	/** Sent once the process listens; the host answers with the clock, and only then the node starts. */
	z.strictObject({ kind: z.literal('hello') }),
	z.strictObject({ kind: z.literal('ready'), height: z.int().min(0) }),
	/** State root after the block of that height; null when the validator does not get there in time. */
	z.strictObject({ kind: z.literal('root'), height: z.int().min(1), stateRoot: z.string().max(64).nullable() }),
	z.strictObject({ kind: z.literal('failed'), message: z.string().max(2_000) }),
]);

export type HostMessage = z.infer<typeof hostMessage>;
export type ValidatorMessage = z.infer<typeof validatorMessage>;
