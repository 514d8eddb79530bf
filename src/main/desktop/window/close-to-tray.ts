import type { BrowserWindow } from 'electron';
import type { Labels } from '../system/labels.ts';
import { notify } from '../system/notices.ts';
import type { SettingsFile } from '../system/settings-file.ts';
import { focusWindow } from './window.ts';

/** Closing the window hides it where there is a tray to come back from and the person wants it so; it says so once. */
export function closeToTray(
	window: BrowserWindow,
	options: { readonly labels: Labels; readonly tray: boolean },
	settings: SettingsFile,
): void {
	const { labels, tray } = options;
	let told = settings.kept.toldOfTray;
	window.on('close', (event) => {
		if (!tray || !settings.kept.keepInTray) return;
		event.preventDefault();
		window.hide();
		if (told) return;
		told = true;
		notify(labels.staysTitle, labels.staysBody, () => focusWindow(window));
		// That it is told again after the next start is the worst that a full disk does here.
		settings.change({ toldOfTray: true }).catch(() => undefined);
	});
}
