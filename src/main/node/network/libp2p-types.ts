import type { Libp2p } from 'libp2p';

/** The parts of js-libp2p's interface that we hold, by way of its host, so that one package names them all. */
export type PeerId = Libp2p['peerId'];
export type Connection = ReturnType<Libp2p['getConnections']>[number];
export type Stream = Awaited<ReturnType<Connection['newStream']>>;
