import { accessContract } from './access.ts';
import { alarmsContract } from './alarms.ts';
import { auctionsContract } from './auctions.ts';
import { auditContract } from './audit.ts';
import { bidsContract } from './bids.ts';
import { bridgeContract } from './bridge.ts';
import { certificatesContract } from './certificates.ts';
import { consensusContract } from './consensus.ts';
import { deedsContract } from './deeds.ts';
import { deskContract } from './desk.ts';
import { desktopContract } from './desktop.ts';
import { documentsContract } from './documents.ts';
import { governanceContract } from './governance.ts';
import { hostContract } from './host.ts';
import { labContract } from './lab.ts';
import { ledgerContract } from './ledger.ts';
import { liveContract } from './live.ts';
import { marketContract } from './market.ts';
import { nodeContract } from './node.ts';
import { participantsContract } from './participants.ts';
import { positionsContract } from './positions.ts';
import { proofsContract } from './proofs.ts';
import { standingsContract } from './standings.ts';
import { statementsContract } from './statements.ts';
import { traceContract } from './trace.ts';

/** The one door between node and console; the same over MessagePort and WebSocket. */
export const consoleContract = {
	host: hostContract,
	node: nodeContract,
	market: marketContract,
	auctions: auctionsContract,
	bids: bidsContract,
	positions: positionsContract,
	deeds: deedsContract,
	desk: deskContract,
	documents: documentsContract,
	participants: participantsContract,
	access: accessContract,
	standings: standingsContract,
	certificates: certificatesContract,
	statements: statementsContract,
	proofs: proofsContract,
	trace: traceContract,
	audit: auditContract,
	bridge: bridgeContract,
	consensus: consensusContract,
	governance: governanceContract,
	lab: labContract,
	alarms: alarmsContract,
	desktop: desktopContract,
	ledger: ledgerContract,
	live: liveContract,
};

export type ConsoleContract = typeof consoleContract;
export type * from './access.ts';
export type * from './alarms.ts';
export type * from './auctions.ts';
export type * from './audit.ts';
export type * from './bids.ts';
export type * from './bridge.ts';
export type * from './certificates.ts';
export type * from './consensus.ts';
export type * from './deeds.ts';
export type * from './desk.ts';
export type * from './desktop.ts';
export type * from './documents.ts';
export type * from './governance.ts';
export type * from './host.ts';
export type * from './lab.ts';
export type * from './ledger.ts';
export type * from './live.ts';
export type * from './market.ts';
export type * from './node.ts';
export type * from './node-desk.ts';
export type * from './participants.ts';
export type * from './positions.ts';
export type * from './proofs.ts';
export type * from './standings.ts';
export type * from './statements.ts';
export type * from './trace.ts';
