import type { Command } from 'commander';
import type { GoodsToOffer } from '../../../../shared/codec/bridge-calls.ts';
import { calls } from '../../../../shared/codec/calls.ts';
import type { EnergyWh, MicroMoney, TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { GridquorumNode } from '../../../node/types.ts';
import { type NamedPart, namedParts, partOption } from './goods-options.ts';
import { type CallerFlags, callerCommand, endingAfter, minutesOption, sendCall } from './sent-call.ts';
import { idOption, kiloOption, moneyOption } from './value-options.ts';

interface OfferFlags extends CallerFlags {
	readonly chain: string;
	readonly taker?: string;
	readonly price: MicroMoney;
	readonly expires: TimeMs;
	readonly part?: readonly NamedPart[];
	readonly trade?: string;
	readonly quantity?: EnergyWh;
}

/** `bridge offer`: goods for money, both or neither, across two chains. */
export function bridgeOfferCommand(): Command {
	const command = callerCommand('offer', 'offer certificates or bought energy to a connected chain for money')
		.requiredOption('--chain <id>', 'the other chain', idOption('--chain'))
		.requiredOption('--price <amount>', 'for all of it, in units of the currency', moneyOption('--price', 1))
		.option(
			'--taker <participant>',
			'of the other chain, who alone may take it (default: anybody)',
			idOption('--taker'),
		)
		.option('--part <certificate>', 'its id, with @0-1.5 a range of it in kWh; may be repeated', partOption)
		.option('--trade <id>', 'or: under whose sealed deed the energy was bought', idOption('--trade'))
		.option('--quantity <kWh>', 'with --trade: how much of it', kiloOption('--quantity', 1, 'kWh'));
	return minutesOption(command, '--expires', 'of chain time that it stands').action((flags: OfferFlags) =>
		sendCall(flags, async (node) => {
			const { chain, taker = null, price, expires } = flags;
			const goods = await goodsOf(flags, node);
			return calls.bridge.offer({ chain, taker, goods, price, expiresAt: endingAfter(node, expires) });
		}),
	);
}

/** `bridge take`: takes an offer of another chain that stands on this one. */
export function bridgeTakeCommand(): Command {
	return callerCommand('take', 'take an offer of a connected chain: pays its price and receives its goods')
		.requiredOption('--offer <packet>', 'the offer, X-…', idOption('--offer'))
		.action(({ offer, ...flags }: CallerFlags & { readonly offer: string }) =>
			sendCall(flags, () => calls.bridge.take({ offer })),
		);
}

/** @throws CodedError OPTION_INVALID unless exactly one kind of goods is named */
async function goodsOf({ part, trade, quantity, as }: OfferFlags, node: GridquorumNode): Promise<GoodsToOffer> {
	if (part !== undefined && trade === undefined && quantity === undefined)
		return { kind: 'certificates', parts: await namedParts(node, as, part) };
	if (part === undefined && trade !== undefined && quantity !== undefined)
		return { kind: 'lot', trade, quantityWh: quantity };
	const expected = 'given for certificates, or --trade and --quantity for energy';
	throw new CodedError('OPTION_INVALID', { option: '--part', value: part?.[0]?.certificate ?? '', expected });
}
