import type { DesktopSettings, DesktopState } from '../../../shared/contract/index.ts';

/** What the `desktop` procedures stand on; the program around a window has it, a server has none. */
export interface DesktopDesk {
	state(): Promise<DesktopState>;
	/** @throws CodedError DESKTOP_SETTINGS_UNWRITABLE */
	set(change: Partial<DesktopSettings>): Promise<void>;
	/** Never rejects: what went wrong is in the state. */
	checkForUpdate(): Promise<void>;
	/** @throws CodedError DESKTOP_UPDATE_ABSENT | DESKTOP_UPDATE_NEEDS_VALIDATOR */
	installUpdate(evenIfNeeded: boolean): Promise<void>;
}
