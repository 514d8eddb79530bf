import { equalBytes } from '../../../../shared/codec/bytes.ts';
import { GENESIS_LIMITS } from '../../../../shared/codec/genesis.ts';
import type { GenesisValidator } from '../../../../shared/codec/genesis-document.ts';
import {
	type GovernanceChange,
	type KeyRegistration,
	keyRegistrationBytes,
} from '../../../../shared/codec/governance.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { requireSoundKey } from '../../../../shared/signatures/key-rule.ts';
import { type CallContext, STEPS } from '../engine/call-context.ts';

type Validators = readonly GenesisValidator[];
type Change<K extends GovernanceChange['kind']> = Extract<GovernanceChange, { kind: K }>;

/** @throws CodedError VALIDATOR_EXISTS, VALIDATORS_TOO_MANY, or as `requireKey` */
export function addValidator(context: CallContext, before: Validators, change: Change<'add-validator'>): Validators {
	const { validator, possession } = change;
	if (before.some(({ id }) => id === validator.id))
		throw new CodedError('VALIDATOR_EXISTS', { validator: validator.id });
	if (before.length >= GENESIS_LIMITS.validators)
		throw new CodedError('VALIDATORS_TOO_MANY', { max: GENESIS_LIMITS.validators });
	const { id, publicKey, peerId, addresses } = validator;
	requireKey(context, before, { validator: id, publicKey, peerId, addresses }, possession);
	return [...before, validator];
}

/** @throws CodedError VALIDATOR_UNKNOWN or VALIDATORS_TOO_FEW */
export function removeValidator(before: Validators, { validator }: Change<'remove-validator'>): Validators {
	requireValidator(before, validator);
	if (before.length === 1) throw new CodedError('VALIDATORS_TOO_FEW');
	return before.filter(({ id }) => id !== validator);
}

/** The validator keeps its place and name. @throws CodedError VALIDATOR_UNKNOWN, or as `requireKey` */
export function rotateKey(context: CallContext, before: Validators, change: Change<'rotate-key'>): Validators {
	const { validator, publicKey, peerId, addresses, possession } = change;
	requireValidator(before, validator);
	requireKey(context, before, { validator, publicKey, peerId, addresses }, possession);
	return before.map((each) => (each.id === validator ? { ...each, publicKey, peerId, addresses } : each));
}

/**
 * The key is sound, nobody else's, and its holder agreed to serve this validator.
 * @throws CodedError KEY_*, PEER_IN_USE
 */
function requireKey(
	context: CallContext,
	others: Validators,
	registration: KeyRegistration,
	possession: Uint8Array,
): void {
	const { validator: owner, publicKey, peerId } = registration;
	context.charge(STEPS.keyCheck + others.length);
	requireSoundKey(publicKey, owner);
	for (const other of others) {
		if (equalBytes(other.publicKey, publicKey)) throw new CodedError('KEY_IN_USE', { owner, validator: other.id });
		if (other.id !== owner && other.peerId === peerId)
			throw new CodedError('PEER_IN_USE', { peerId, validator: other.id });
	}
	if (!context.verify(publicKey, keyRegistrationBytes(context.block.chainId, registration), possession))
		throw new CodedError('KEY_NOT_POSSESSED', { owner });
}

function requireValidator(validators: Validators, validator: string): void {
	if (!validators.some(({ id }) => id === validator)) throw new CodedError('VALIDATOR_UNKNOWN', { validator });
}
