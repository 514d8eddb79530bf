import { ipcRenderer } from 'electron';
import type { ConnectChannel, ConsoleOrigin, PortMessage } from '../shared/contract/console-port.ts';

const consoleOrigin: ConsoleOrigin = 'gridquorum://console';
const connectChannel: ConnectChannel = 'gridquorum:connect';
const portMessage: PortMessage = 'gridquorum:port';

if (window === window.top && window.location.origin === consoleOrigin) {
	// One port at a time: another comes when the program around the node closed the one before.
	ipcRenderer.on(portMessage, (event) => {
		const [port] = event.ports;
		if (port !== undefined) window.postMessage(portMessage, consoleOrigin, [port]);
	});
	// The page listens from its first script on; a message before that would be lost.
	window.addEventListener('load', () => ipcRenderer.send(connectChannel), { once: true });
}
