import { z } from 'zod';
import { base } from './errors.ts';
import { codedFailure } from './host.ts';
import { timeMs } from './scalars.ts';

/** What only the program around the window can do; kept on this computer and no part of any network. */
export const desktopSettings = z.object({
	/** Starts when this user logs in. */
	startAtLogin: z.boolean(),
	/** Starts without showing the window: into the tray, or minimised where there is none. */
	startMinimised: z.boolean(),
	/** Closing the window leaves the node running in the tray; otherwise it stops the node. */
	keepInTray: z.boolean(),
	/** Tells of alarms by the system's notifications. */
	notifications: z.boolean(),
});

/** A crash report on this computer's disk; none is ever sent. */
export const crashReport = z.object({
	name: z.string().min(1).max(255),
	/** Unix wall ms. */
	at: timeMs,
	bytes: z.int().min(0),
});

/**
 * `unconfigured`: no feed is set, nothing is ever asked for. `available`: a newer version exists which this platform does not
 * install by itself. `downloaded`: verified, and installed when the program ends or when asked to.
 */
export const updateStage = z.enum([
	'unconfigured',
	'idle',
	'checking',
	'available',
	'downloading',
	'downloaded',
	'failed',
]);

export const desktopState = z.object({
	settings: desktopSettings,
	/** False where this system cannot do it; the setting is then without effect. */
	available: z.object({ startAtLogin: z.boolean(), tray: z.boolean(), notifications: z.boolean() }),
	crashReports: z.object({ directory: z.string(), newest: z.array(crashReport).max(20) }),
	update: z.object({
		stage: updateStage,
		/** The version found, from `available` on. */
		version: z.string().max(64).nullable(),
		/** True while stopping this validator would leave the network below its quorum. */
		needed: z.boolean(),
		failure: codedFailure.nullable(),
	}),
});

export type DesktopSettings = z.infer<typeof desktopSettings>;
export type DesktopState = z.infer<typeof desktopState>;
export type UpdateStage = z.infer<typeof updateStage>;
export type CrashReport = z.infer<typeof crashReport>;

/** Only a console in the window is answered; a console in a browser gets DESKTOP_ABSENT. */
export const desktopContract = {
	state: base.output(desktopState),
	/** Changes what is named and keeps it. */
	set: base.input(desktopSettings.partial()).output(desktopState),
	/** Asks the configured feed once. */
	checkForUpdate: base.output(desktopState),
	/**
	 * Stops the node, installs what was downloaded and starts again. While the validator is needed for the quorum it
	 * takes `evenIfNeeded`, else DESKTOP_UPDATE_NEEDS_VALIDATOR.
	 */
	installUpdate: base.input(z.object({ evenIfNeeded: z.boolean() })).output(z.object({})),
};
