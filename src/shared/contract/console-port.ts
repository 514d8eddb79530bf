/**
 * Names that the desktop's main process, its preload and the console agree on. Types only: the preload imports no code,
 * so each side writes the value down and the compiler holds it to this one.
 */

/** Origin of the console in the desktop window. */
export type ConsoleOrigin = 'gridquorum://console';

/** The preload asks for its window's one port on this channel, without arguments. */
export type ConnectChannel = 'gridquorum:connect';

/** The port travels under this name: first to the preload as an IPC channel, then to the page as the message itself. */
export type PortMessage = 'gridquorum:port';
