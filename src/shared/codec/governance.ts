import { type ChainRoot, type ChannelTerms, readChainRoot, readChannelTerms } from './bridge-client.ts';
import type { Digest, Sha256 } from './bytes.ts';
import { encode, type Plain } from './cbor.ts';
import type { CreditParameters } from './credit-parameters.ts';
import { GENESIS_LIMITS } from './genesis.ts';
import type { ConsensusParameters, GenesisValidator } from './genesis-document.ts';
import { identifier } from './ids.ts';
import { bytes, integer, list, literal, type Reader, record, text, variant } from './reader.ts';
import type { MicroMoney } from './units.ts';

/** Bounds of governance, whatever a chain's parameters say. */
export const GOVERNANCE_LIMITS = {
	/** Changes of one proposal: all take effect, or none. */
	changes: 16,
	textCharacters: 500,
	/** Proposals that may be open at once. */
	open: 256,
	openOfOneProposer: 4,
	/** A proposal that is not enacted by then lapses; chain time. */
	lifetimeMs: 7 * 86_400_000,
	/** Peers that may follow the chain without a vote. */
	observers: 256,
	/** Blocks from the one that enacts a change of the epoch to the epoch's last. */
	epochEndsAfterBlocks: 4,
	/** Upgrades of contracts that may be ahead at once. */
	upgrades: 16,
	/** Blocks from the one that enacts an upgrade to the first that it may name, and to the last. */
	upgradeLeadBlocks: 10,
	upgradeAheadBlocks: 10_000_000,
	peerIdCharacters: 128,
} as const;

/** What a validator's key vouches for: whom it serves, and where that validator is reached. */
export interface KeyRegistration {
	readonly validator: string;
	/** Ed25519, 32 bytes; signs consensus messages. */
	readonly publicKey: Uint8Array;
	readonly peerId: string;
	readonly addresses: readonly string[];
}

/** Names of parameters that a proposal may change, each with its new value. */
export interface ParameterValue<Name extends string> {
	readonly name: Name;
	readonly value: number;
}

export type ConsensusParameterName = keyof ConsensusParameters;
export type CreditParameterName = keyof CreditParameters;

export type GovernanceChange =
	| {
			readonly kind: 'add-validator';
			readonly validator: GenesisValidator;
			/** By the new key over `keyRegistrationBytes`: its holder agrees. */
			readonly possession: Uint8Array;
	  }
	| { readonly kind: 'remove-validator'; readonly validator: string }
	| ({ readonly kind: 'rotate-key'; readonly possession: Uint8Array } & KeyRegistration)
	| { readonly kind: 'consensus-parameters'; readonly parameters: readonly ParameterValue<ConsensusParameterName>[] }
	| { readonly kind: 'credit-parameters'; readonly parameters: readonly ParameterValue<CreditParameterName>[] }
	/** What each non-empty block pays from now on. */
	| { readonly kind: 'block-reward'; readonly amount: MicroMoney }
	/** Moves collected transaction fees to the budget that rewards are paid from. */
	| { readonly kind: 'reward-budget'; readonly amount: MicroMoney }
	/** Calls go to that version of the contract from that height on; a new contract begins so. */
	| { readonly kind: 'upgrade-contract'; readonly contract: string; readonly version: number; readonly height: number }
	/** Takes back the upgrade of that contract that is ahead. */
	| { readonly kind: 'cancel-upgrade'; readonly contract: string }
	| { readonly kind: 'admit-observer'; readonly peerId: string; readonly name: string }
	| { readonly kind: 'remove-observer'; readonly peerId: string }
	/** Begins a light client of another chain, and the channel with it. */
	| { readonly kind: 'connect-chain'; readonly root: ChainRoot; readonly terms: ChannelTerms }
	/** Replaces what the channel is allowed. */
	| { readonly kind: 'channel-terms'; readonly chain: string; readonly terms: ChannelTerms }
	/** Gives a frozen or outdated client a new root of the same chain; the channel goes on where it stood. */
	| { readonly kind: 'recover-chain'; readonly root: ChainRoot };

type Change<K extends GovernanceChange['kind']> = Extract<GovernanceChange, { kind: K }>;

const CONSENSUS_NAMES: readonly ConsensusParameterName[] = [
	'baseTimeoutMinMs',
	'baseTimeoutInitialMs',
	'baseTimeoutMaxMs',
	'roundTimeoutMaxMs',
	'idleIntervalMs',
	'clockAheadMs',
	'clockBehindMs',
	'maxBlockBytes',
];

const CREDIT_NAMES: readonly CreditParameterName[] = [
	'genesisCredit',
	'joiningCredit',
	'maxCredit',
	'ownBlockGain',
	'genesisParticipation',
	'maxParticipation',
	'voteGain',
	'missLoss',
	'maxFailures',
];

function readParameters<Name extends string>(names: readonly Name[]): Reader<ParameterValue<Name>[]> {
	return list(record<ParameterValue<Name>>({ name: literal(...names), value: integer() }), names.length);
}

const peerId = identifier(GOVERNANCE_LIMITS.peerIdCharacters);
const signature = bytes(64);

const readValidator = record<GenesisValidator>({
	id: identifier(),
	name: text(120, 1),
	operator: text(120, 1),
	publicKey: bytes(32),
	peerId,
	addresses: list(text(256, 1), GENESIS_LIMITS.addresses),
});

export const readGovernanceChange: Reader<GovernanceChange> = variant<GovernanceChange>({
	'add-validator': record<Change<'add-validator'>>({
		kind: literal('add-validator'),
		validator: readValidator,
		possession: signature,
	}),
	'remove-validator': record<Change<'remove-validator'>>({
		kind: literal('remove-validator'),
		validator: identifier(),
	}),
	'rotate-key': record<Change<'rotate-key'>>({
		kind: literal('rotate-key'),
		validator: identifier(),
		publicKey: bytes(32),
		peerId,
		addresses: list(text(256, 1), GENESIS_LIMITS.addresses),
		possession: signature,
	}),
	'consensus-parameters': record<Change<'consensus-parameters'>>({
		kind: literal('consensus-parameters'),
		parameters: readParameters(CONSENSUS_NAMES),
	}),
	'credit-parameters': record<Change<'credit-parameters'>>({
		kind: literal('credit-parameters'),
		parameters: readParameters(CREDIT_NAMES),
	}),
	'block-reward': record<Change<'block-reward'>>({ kind: literal('block-reward'), amount: integer() }),
	'reward-budget': record<Change<'reward-budget'>>({ kind: literal('reward-budget'), amount: integer(1) }),
	'upgrade-contract': record<Change<'upgrade-contract'>>({
		kind: literal('upgrade-contract'),
		contract: identifier(),
		version: integer(1),
		height: integer(1),
	}),
	'cancel-upgrade': record<Change<'cancel-upgrade'>>({ kind: literal('cancel-upgrade'), contract: identifier() }),
	'admit-observer': record<Change<'admit-observer'>>({
		kind: literal('admit-observer'),
		peerId,
		name: text(120, 1),
	}),
	'remove-observer': record<Change<'remove-observer'>>({ kind: literal('remove-observer'), peerId }),
	'connect-chain': record<Change<'connect-chain'>>({
		kind: literal('connect-chain'),
		root: readChainRoot,
		terms: readChannelTerms,
	}),
	'channel-terms': record<Change<'channel-terms'>>({
		kind: literal('channel-terms'),
		chain: identifier(),
		terms: readChannelTerms,
	}),
	'recover-chain': record<Change<'recover-chain'>>({ kind: literal('recover-chain'), root: readChainRoot }),
});

export interface ProposeChanges {
	/** At least one. */
	readonly changes: readonly GovernanceChange[];
	/** What it is for, in the proposer's words. */
	readonly text: string;
}

export interface ApproveProposal {
	readonly proposal: string;
	readonly validator: string;
	/** By the validator's consensus key over `approvalSigningBytes`; whoever sends the transaction only carries it. */
	readonly signature: Uint8Array;
}

export interface WithdrawProposal {
	readonly proposal: string;
}

export const readProposeChanges: Reader<ProposeChanges> = record<ProposeChanges>({
	changes: list(readGovernanceChange, GOVERNANCE_LIMITS.changes),
	text: text(GOVERNANCE_LIMITS.textCharacters),
});

export const readApproveProposal: Reader<ApproveProposal> = record<ApproveProposal>({
	proposal: identifier(),
	validator: identifier(),
	signature,
});

export const readWithdrawProposal: Reader<WithdrawProposal> = record<WithdrawProposal>({ proposal: identifier() });

/** Number `n` of a chain's proposals, counted from 0. */
export function proposalId(n: number): string {
	return `P-${n}`;
}

/** State leaf of an observer whom governance admitted. */
export function observerPath(peer: string): string {
	return `governance/observer/${peer}`;
}

/** SHA-256 of the changes under their own domain. */
export function changesDigest(changes: readonly GovernanceChange[], sha256: Sha256): Digest {
	return sha256(encode(['gridquorum/governance-changes/v1', changes as unknown as Plain]));
}

export interface ApprovalScope {
	readonly chainId: string;
	/** Epoch whose validators decide; an approval of an earlier one is void. */
	readonly epoch: number;
	readonly proposal: string;
	readonly digest: Digest;
}

/** What a validator's consensus key signs to approve a proposal. */
export function approvalSigningBytes({ chainId, epoch, proposal, digest }: ApprovalScope): Uint8Array {
	return encode(['gridquorum/governance/v1', chainId, epoch, proposal, digest]);
}

/** What a new validator key signs to prove that its holder has it and means this validator. */
export function keyRegistrationBytes(chainId: string, registration: KeyRegistration): Uint8Array {
	const { validator, publicKey, peerId, addresses } = registration;
	return encode(['gridquorum/validator-key/v1', chainId, validator, publicKey, peerId, addresses]);
}
