import { Command } from 'commander';
import { writeDecimal } from '../../../../shared/formats/decimal.ts';
import { openStopped } from '../../../node/forensics/stopped-node.ts';
import { nodeDirectory } from '../../node-directory.ts';
import { type BridgeReport, bridgeReport, type ChannelRow, type OfferRow } from './channel-report.ts';

interface StatusFlags {
	readonly home: string;
	readonly json?: boolean;
}

/** `bridge status`: clients, channels, packets and offers, as a stopped node's state has them. */
export function bridgeStatusCommand(): Command {
	return new Command('status')
		.description('print the connected chains, what is on its way to them, and their offers that stand here')
		.requiredOption('--home <dir>', 'data directory of a stopped node, or of a demo')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run({ home, json }: StatusFlags): Promise<void> {
	const { chainId, genesis, store, close } = await openStopped(await nodeDirectory(home));
	const state = store.freezeState();
	try {
		const report = await bridgeReport({ chainId, currency: genesis.market.currency }, state);
		process.stdout.write(json ? `${JSON.stringify(report)}\n` : textOf(report));
	} finally {
		await state.release();
		await close();
	}
}

function textOf(report: BridgeReport): string {
	const { chain, height, time, channels, offers } = report;
	const lines = [`${chain}, height ${height}, ${stamp(time)}`];
	if (channels.length === 0) lines.push('connected with no chain');
	for (const channel of channels) lines.push('', ...channelLines(channel, report));
	if (offers.length > 0) lines.push('', 'offers', ...offers.map((offer) => offerLine(offer, report)));
	return `${lines.join('\n')}\n`;
}

function channelLines(channel: ChannelRow, { currency }: BridgeReport): string[] {
	const { chain, state, client, trustedUntil, sent, acknowledged, arrived, account, packets } = channel;
	const { terms } = client;
	const tie = `${writeDecimal(terms.capacityW, 3)} kW`;
	return [
		`${chain}: ${state}`,
		`  client    epoch ${client.epoch}, height ${client.height}, trusted until ${stamp(trustedUntil)}`,
		`  packets   ${sent} sent, ${acknowledged} acknowledged, ${arrived} arrived`,
		`  money     ${writeDecimal(account, 6)} ${currency} of at most ${writeDecimal(terms.moneyLimit, 6)}; tie ${tie}`,
		...packets.map(({ packet, kind, status, timeoutAt }) => {
			const until = timeoutAt === null ? 'no timeout' : `until ${stamp(timeoutAt)}`;
			return `  ${packet}  ${kind}, ${status}, ${until}`;
		}),
	];
}

function offerLine({ offer, goods, seller, taker, price, expiresAt }: OfferRow, { currency }: BridgeReport): string {
	const whom = taker === null ? '' : ` for ${taker}`;
	return `  ${offer}  ${goods} of ${seller}${whom}, ${writeDecimal(price, 6)} ${currency}, until ${stamp(expiresAt)}`;
}

function stamp(time: number): string {
	return new Date(time).toISOString();
}
