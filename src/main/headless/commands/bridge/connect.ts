import type { Command } from 'commander';
import type { ChannelTerms } from '../../../../shared/codec/bridge-client.ts';
import type { GovernanceChange } from '../../../../shared/codec/governance.ts';
import type { MicroMoney, TimeMs } from '../../../../shared/codec/units.ts';
import { chainRootLines, readChainRootFile, shownDigest } from './chain-root-file.ts';
import { type ProposerFlags, proposeChange, proposerCommand } from './propose.ts';
import { idOption, kiloOption, moneyOption, spanOption } from './value-options.ts';

interface TermsFlags {
	readonly moneyLimit: MicroMoney;
	/** Watts. */
	readonly capacity: number;
	readonly trustPeriod: TimeMs;
}

/** A year of hours. */
const TRUST_HOURS_MAX = 8_760;
/** Two weeks. */
const TRUST_MS = 14 * 86_400_000;

/** `bridge connect`: begins a light client of another chain and the channel with it. */
export function bridgeConnectCommand(): Command {
	return withTerms(
		withRoot('connect', 'propose to connect with another chain, and approve where this node validates'),
	).action(async (flags: ProposerFlags & TermsFlags & { readonly root: string }) => {
		const root = await readChainRootFile(flags.root);
		const change: GovernanceChange = { kind: 'connect-chain', root, terms: termsOf(flags) };
		const text = `Connect with ${root.chainId}, chain root ${shownDigest(root)}`;
		await proposeChange(flags, change, text, chainRootLines(root));
	});
}

/** `bridge recover`: gives a frozen or outdated client a new chain root. */
export function bridgeRecoverCommand(): Command {
	return withRoot(
		'recover',
		'propose a new chain root for a client that is no longer trusted, or frozen: then of a later epoch, with new keys',
	).action(async (flags: ProposerFlags & { readonly root: string }) => {
		const root = await readChainRootFile(flags.root);
		const text = `Recover ${root.chainId}, chain root ${shownDigest(root)}`;
		await proposeChange(flags, { kind: 'recover-chain', root }, text, chainRootLines(root));
	});
}

/** `bridge terms`: what a channel is allowed from now on. */
export function bridgeTermsCommand(): Command {
	return withTerms(
		proposerCommand('terms', 'propose other terms for the channel with a connected chain').requiredOption(
			'--chain <id>',
			'the other chain',
			idOption('--chain'),
		),
	).action(async (flags: ProposerFlags & TermsFlags & { readonly chain: string }) => {
		const { chain } = flags;
		await proposeChange(flags, { kind: 'channel-terms', chain, terms: termsOf(flags) }, `Terms with ${chain}`, []);
	});
}

function withRoot(name: string, description: string): Command {
	return proposerCommand(name, description).requiredOption(
		'--root <file>',
		'chain root of the other chain, as bridge root wrote it',
	);
}

function withTerms(command: Command): Command {
	return command
		.requiredOption(
			'--money-limit <amount>',
			'most that this chain’s claim on the other, and its debt to it, may come to',
			moneyOption('--money-limit', 0),
		)
		.requiredOption('--capacity <kW>', 'of the tie, out of this chain’s region', kiloOption('--capacity', 0, 'kW'))
		.option(
			'--trust-period <hours>',
			'without an update for so long the client is no longer trusted (default: 336)',
			spanOption('--trust-period', 'hours', TRUST_HOURS_MAX),
			TRUST_MS,
		);
}

function termsOf({ moneyLimit, capacity: capacityW, trustPeriod: trustPeriodMs }: TermsFlags): ChannelTerms {
	return { moneyLimit, capacityW, trustPeriodMs };
}
