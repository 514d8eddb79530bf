import type { ConsoleServices } from '../services.ts';
import { accessProcedures } from './access.ts';
import { alarmProcedures } from './alarms.ts';
import { auctionProcedures } from './auctions.ts';
import { auditProcedures } from './audit.ts';
import { bidProcedures } from './bids.ts';
import { bridgeProcedures } from './bridge.ts';
import { certificateProcedures } from './certificates.ts';
import { consensusProcedures } from './consensus.ts';
import { deedProcedures } from './deeds.ts';
import { deskProcedures } from './desk.ts';
import { desktopProcedures } from './desktop.ts';
import { documentProcedures } from './documents.ts';
import { governanceProcedures } from './governance.ts';
import { hostProcedures } from './host.ts';
import { labProcedures } from './lab.ts';
import { ledgerProcedures } from './ledger.ts';
import { liveProcedures } from './live.ts';
import { marketProcedures } from './market.ts';
import { nodeProcedures } from './node.ts';
import { participantProcedures } from './participants.ts';
import { positionProcedures } from './positions.ts';
import { contract, failureOf } from './procedure.ts';
import { proofProcedures } from './proofs.ts';
import { standingProcedures } from './standings.ts';
import { statementProcedures } from './statements.ts';
import { traceProcedures } from './trace.ts';

/** Every procedure of the console contract on one node. */
export function createRouter(services: ConsoleServices) {
	return contract
		.use(async ({ next, path }) => {
			try {
				return await next();
			} catch (error) {
				throw failureOf(error, path, services.log);
			}
		})
		.router({
			host: hostProcedures(services.host),
			node: nodeProcedures(services),
			market: marketProcedures(services),
			auctions: auctionProcedures(services),
			bids: bidProcedures(services),
			positions: positionProcedures(services),
			deeds: deedProcedures(services),
			desk: deskProcedures(services),
			documents: documentProcedures(services),
			participants: participantProcedures(services),
			access: accessProcedures(services),
			standings: standingProcedures(services),
			certificates: certificateProcedures(services),
			statements: statementProcedures(services),
			proofs: proofProcedures(services),
			trace: traceProcedures(services),
			audit: auditProcedures(services),
			bridge: bridgeProcedures(services),
			consensus: consensusProcedures(services),
			governance: governanceProcedures(services),
			lab: labProcedures(services),
			alarms: alarmProcedures(services),
			desktop: desktopProcedures(services),
			ledger: ledgerProcedures(services),
			live: liveProcedures(services),
		});
}

export type ConsoleRouter = ReturnType<typeof createRouter>;
