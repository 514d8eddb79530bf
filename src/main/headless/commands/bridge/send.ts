import { Command } from 'commander';
import { calls } from '../../../../shared/codec/calls.ts';
import type { EnergyWh, MicroMoney, TimeMs } from '../../../../shared/codec/units.ts';
import { type NamedPart, namedParts, partOption } from './goods-options.ts';
import { type CallerFlags, callerCommand, endingAfter, minutesOption, sendCall } from './sent-call.ts';
import { idOption, kiloOption, moneyOption } from './value-options.ts';

interface SendFlags extends CallerFlags {
	readonly chain: string;
	readonly to: string;
	readonly timeout: TimeMs;
}

/** `bridge send`: money, certificates or energy to a participant of a connected chain. */
export function bridgeSendCommand(): Command {
	const money = sending('money', 'send money')
		.requiredOption('--amount <amount>', 'in units of the currency', moneyOption('--amount', 1))
		.action(({ amount, ...flags }: SendFlags & { readonly amount: MicroMoney }) =>
			sendCall(flags, (node) =>
				calls.bridge.sendMoney({ ...crossing(flags, endingAfter(node, flags.timeout)), amount }),
			),
		);
	const certificates = sending('certificates', 'send granular certificates, whole or in part')
		.requiredOption('--part <certificate>', 'its id, with @0-1.5 a range of it in kWh; may be repeated', partOption)
		.action(({ part, ...flags }: SendFlags & { readonly part: readonly NamedPart[] }) =>
			sendCall(flags, async (node) => {
				const parts = await namedParts(node, flags.as, part);
				return calls.bridge.sendCertificates({ ...crossing(flags, endingAfter(node, flags.timeout)), parts });
			}),
		);
	const lot = sending('lot', 'send bought energy, to be taken in the other region; its certificates follow')
		.requiredOption('--trade <id>', 'under whose sealed deed it was bought', idOption('--trade'))
		.requiredOption('--quantity <kWh>', 'of the trade', kiloOption('--quantity', 1, 'kWh'))
		.action(
			({
				trade,
				quantity: quantityWh,
				...flags
			}: SendFlags & { readonly trade: string; readonly quantity: EnergyWh }) =>
				sendCall(flags, (node) =>
					calls.bridge.sendLot({ ...crossing(flags, endingAfter(node, flags.timeout)), trade, quantityWh }),
				),
		);
	const command = new Command('send').description('send to a participant of a connected chain');
	for (const each of [money, certificates, lot]) command.addCommand(each.exitOverride());
	return command;
}

function sending(name: string, description: string): Command {
	const command = callerCommand(name, `${description} to a participant of a connected chain`)
		.requiredOption('--chain <id>', 'the other chain', idOption('--chain'))
		.requiredOption('--to <participant>', 'of the other chain', idOption('--to'));
	return minutesOption(command, '--timeout', 'of chain time, after which it is given back if it has not arrived');
}

function crossing({ chain, to }: SendFlags, timeoutAt: TimeMs) {
	return { chain, to, timeoutAt };
}
