import { accessErrors } from './catalogue/access.ts';
import { alarmErrors } from './catalogue/alarms.ts';
import { auditErrors } from './catalogue/audit.ts';
import { bidLimitErrors } from './catalogue/bid-limits.ts';
import { bidErrors } from './catalogue/bids.ts';
import { bridgeErrors } from './catalogue/bridge.ts';
import { bridgeGoodsErrors } from './catalogue/bridge-goods.ts';
import { bridgeRelayErrors } from './catalogue/bridge-relay.ts';
import { bundleErrors } from './catalogue/bundles.ts';
import { clearingErrors } from './catalogue/clearing.ts';
import { codecErrors } from './catalogue/codec.ts';
import { connectionErrors } from './catalogue/connection.ts';
import { consensusErrors } from './catalogue/consensus.ts';
import { consoleErrors } from './catalogue/console.ts';
import { contractErrors } from './catalogue/contracts.ts';
import { deedErrors } from './catalogue/deeds.ts';
import { demoErrors } from './catalogue/demo.ts';
import { desktopErrors } from './catalogue/desktop.ts';
import { documentErrors } from './catalogue/documents.ts';
import { energyCertificateErrors } from './catalogue/energy-certificates.ts';
import { forensicsErrors } from './catalogue/forensics.ts';
import { formatErrors } from './catalogue/formats.ts';
import { hostErrors } from './catalogue/host.ts';
import { importErrors } from './catalogue/import.ts';
import { labErrors } from './catalogue/lab.ts';
import { ledgerErrors } from './catalogue/ledger.ts';
import { marketDeskErrors } from './catalogue/market-desk.ts';
import { marketFileErrors } from './catalogue/market-file.ts';
import { meteringErrors } from './catalogue/metering.ts';
import { nodeErrors } from './catalogue/node.ts';
import { readingErrors } from './catalogue/readings.ts';
import { setupErrors } from './catalogue/setup.ts';

/** Every code that the product can answer with. A test refuses a code without both languages, a cause and an action. */
export const catalogue = {
	...codecErrors,
	...consensusErrors,
	...contractErrors,
	...deedErrors,
	...documentErrors,
	...meteringErrors,
	...energyCertificateErrors,
	...accessErrors,
	...bridgeErrors,
	...bridgeGoodsErrors,
	...bridgeRelayErrors,
	...bundleErrors,
	...clearingErrors,
	...nodeErrors,
	...importErrors,
	...formatErrors,
	...bidErrors,
	...bidLimitErrors,
	...readingErrors,
	...demoErrors,
	...consoleErrors,
	...connectionErrors,
	...setupErrors,
	...auditErrors,
	...labErrors,
	...ledgerErrors,
	...marketDeskErrors,
	...marketFileErrors,
	...forensicsErrors,
	...desktopErrors,
	...hostErrors,
	...alarmErrors,
} as const;

export type ErrorCode = keyof typeof catalogue;
