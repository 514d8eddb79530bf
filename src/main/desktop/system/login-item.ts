import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { app } from 'electron';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';

export interface LoginItemPlace {
	readonly platform: NodeJS.Platform;
	/** The user's `XDG_CONFIG_HOME`, or the directory that stands for it. */
	readonly configDirectory: string;
	/** The program as the user starts it: an AppImage, or the installed binary. */
	readonly program: string;
}

/** An unpackaged build would start Electron without an application. */
export function canStartAtLogin(): boolean {
	return app.isPackaged;
}

/** Has the system start the program when this user logs in, or no more. */
export async function startAtLogin(enabled: boolean, place: LoginItemPlace): Promise<void> {
	if (!canStartAtLogin()) return;
	if (place.platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: enabled });
	const entry = join(place.configDirectory, 'autostart', 'gridquorum.desktop');
	if (enabled) await writeFileAtomic(entry, desktopEntry(place.program));
	else await rm(entry, { force: true });
}

/** @see https://specifications.freedesktop.org/autostart-spec and desktop-entry-spec for the quoting of Exec */
export function desktopEntry(program: string): string {
	const quoted = program
		.replace(/[\\"`$]/g, '\\$&')
		.replaceAll('\\', '\\\\')
		.replaceAll('%', '%%');
	return [
		'[Desktop Entry]',
		'Type=Application',
		'Name=Gridquorum',
		`Exec="${quoted}"`,
		'Terminal=false',
		'X-GNOME-Autostart-enabled=true',
		'',
	].join('\n');
}
