import { Menu, nativeImage, Tray } from 'electron';
import type { ConsoleHost } from '../node/host.ts';
import type { Labels } from './labels.ts';

/** How often the tray asks for the node's state. */
const refreshMs = 2_000;
/** Height of tray images in device-independent pixels; macOS shows a larger one as it is. */
const trayHeight = 22;

/** Shows the node's state in words, since a colour says nothing to some and trays differ. */
export function showTray(
	options: { readonly icon: string; readonly labels: Labels },
	actions: { state(): ReturnType<ConsoleHost['state']>; show(): void; quit(): void },
): void {
	const { icon, labels } = options;
	const tray = new Tray(nativeImage.createFromPath(icon).resize({ height: trayHeight }));
	let shown = '';

	const refresh = (): void => {
		const { phase, height } = actions.state();
		const text = `${labels.phases[phase]} · ${labels.height} ${height}`;
		if (text === shown) return;
		shown = text;
		tray.setToolTip(`Gridquorum: ${text}`);
		tray.setContextMenu(
			Menu.buildFromTemplate([
				{ label: text, enabled: false },
				{ type: 'separator' },
				{ label: labels.show, click: actions.show },
				{ label: labels.quit, click: actions.quit },
			]),
		);
	};

	tray.on('click', actions.show);
	refresh();
	setInterval(refresh, refreshMs).unref();
}
