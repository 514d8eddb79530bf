import { type BrowserWindow, type IpcMainEvent, ipcMain, MessageChannelMain, type WebFrameMain } from 'electron';
import type { ConnectChannel, PortMessage } from '../../../shared/contract/console-port.ts';
import type { Port } from '../../api/port.ts';
import type { ConsoleHost, DesktopLog } from '../node/host.ts';
import { consoleOrigin } from '../page/origin.ts';
import { adaptPort } from './message-port.ts';

const connectChannel: ConnectChannel = 'gridquorum:connect';
const portMessage: PortMessage = 'gridquorum:port';
/** Pause before a console gets another port, so that one that is closed again at once costs little. */
const againMs = 250;

/**
 * The one message that the main process takes from a page: the preload of the console's own top frame asks for a port.
 * The port goes out once the host is up; a page that was reloaded gets a new one and its old one is closed. When the
 * host closes the port, because what it serves has changed, the same page gets another.
 */
export function acceptHandshakes(
	window: BrowserWindow,
	modules: { readonly host: Promise<ConsoleHost>; readonly log: DesktopLog },
): void {
	let open: Port | null = null;

	const handOver = (frame: WebFrameMain, host: ConsoleHost): void => {
		if (window.isDestroyed() || frame.isDestroyed() || frame.detached || frame.origin !== consoleOrigin) return;
		const before = open;
		const { port1, port2 } = new MessageChannelMain();
		const port = adaptPort(port1);
		open = port;
		before?.close();
		port.onClose(() => {
			setTimeout(() => {
				if (open === port) handOver(frame, host);
			}, againMs).unref();
		});
		host.serve(port);
		frame.postMessage(portMessage, null, [port2]);
	};

	ipcMain.on(connectChannel, (event) => {
		const frame = ownTopFrame(event, window);
		if (frame === null) {
			modules.log.warn(
				{ origin: event.senderFrame?.origin ?? null },
				'refused a handshake that is not from the console',
			);
			return;
		}
		modules.host.then(
			(host) => handOver(frame, host),
			// The failed start is shown by the page that takes the console's place.
			() => undefined,
		);
	});
}

/** The frame that asks, when it is the console's own and not inside another; a frame that is gone already is null. */
function ownTopFrame(event: IpcMainEvent, window: BrowserWindow): WebFrameMain | null {
	const frame = event.senderFrame;
	if (frame === null || window.isDestroyed() || event.sender !== window.webContents) return null;
	return frame.parent === null && frame.origin === consoleOrigin ? frame : null;
}
