import type { GovernanceChangeView, GovernedEpoch } from '../../../shared/contract/index.ts';
import { CHANNEL_KINDS, type ChannelDraft, channelChange } from './channel-draft.ts';

/** What the dialog asks for; one kind of change at a time. */
export const DRAFT_KINDS = [
	'add-validator',
	'remove-validator',
	'rotate-key',
	'consensus-parameters',
	'credit-parameters',
	'block-reward',
	...CHANNEL_KINDS,
	'admit-observer',
	'remove-observer',
] as const;
export type DraftKind = (typeof DRAFT_KINDS)[number];

export interface Draft extends ChannelDraft {
	readonly kind: DraftKind;
	/** Of the validator or observer. */
	readonly name: string;
	readonly operator: string;
	/** What `validator-key` printed for the node concerned: JSON with its keys, addresses and proof of possession. */
	readonly registration: string;
	/** Id of an existing validator, peer id of an observer, or id of a connected chain. */
	readonly subject: string;
	readonly parameter: string;
	/** A whole number: of the parameter, or micro-units of money. */
	readonly value: string;
}

export const EMPTY_DRAFT: Omit<Draft, 'kind'> = {
	name: '',
	operator: '',
	registration: '',
	subject: '',
	parameter: '',
	value: '',
	root: '',
	moneyLimit: '',
	capacityKw: '',
	trustHours: '24',
};

export type DraftFault = 'registration' | 'name' | 'operator' | 'subject' | 'parameter' | 'value' | 'root' | 'terms';
export type DraftVerdict = { readonly change: GovernanceChangeView } | { readonly fault: DraftFault };

interface Registration {
	readonly validator: string;
	readonly publicKey: string;
	readonly peerId: string;
	readonly addresses: string[];
	readonly possession: string;
	/** Given where a validator is to be added. */
	readonly name: string;
	readonly operator: string;
}

/** What `validator-key` printed where the key lives; null when the text is none of it. The chain checks its proof. */
export function registrationOf(text: string): Registration | null {
	let printed: unknown;
	try {
		printed = JSON.parse(text);
	} catch {
		return null;
	}
	if (typeof printed !== 'object' || printed === null) return null;
	const { possession, validator } = printed as { readonly possession?: unknown; readonly validator?: unknown };
	// A validator to be added stands whole under its name; a key to be changed names the validator by its id.
	const isWhole = typeof validator === 'object' && validator !== null;
	const fields = (isWhole ? validator : printed) as { readonly [field: string]: unknown };
	const id = isWhole ? fields.id : validator;
	const { publicKey, peerId, addresses, name = '', operator = '' } = fields;
	if (![id, peerId, name, operator].every((value) => typeof value === 'string') || !Array.isArray(addresses))
		return null;
	if (!addresses.every((address) => typeof address === 'string')) return null;
	if (!isHex(publicKey, 64) || !isHex(possession, 128)) return null;
	return {
		validator: id as string,
		publicKey,
		peerId: peerId as string,
		addresses,
		possession,
		name: name as string,
		operator: operator as string,
	};
}

function isHex(value: unknown, length: number): value is string {
	return typeof value === 'string' && value.length === length && /^[0-9a-f]*$/.test(value);
}

/** The change that a draft stands for, or the first field that is not good yet. */
export function changeOf(draft: Draft, epoch: GovernedEpoch): DraftVerdict {
	const name = draft.name.trim();
	const whole = wholeOf(draft.value);
	const registration = registrationOf(draft.registration);
	switch (draft.kind) {
		case 'add-validator': {
			if (!registration) return { fault: 'registration' };
			const { validator: id, publicKey, peerId, addresses, possession } = registration;
			const named = { name: name || registration.name, operator: draft.operator.trim() || registration.operator };
			if (named.name === '') return { fault: 'name' };
			if (named.operator === '') return { fault: 'operator' };
			return {
				change: { kind: 'add-validator', validator: { id, ...named, publicKey, peerId, addresses }, possession },
			};
		}
		case 'rotate-key': {
			if (!registration || !epoch.validators.some(({ id }) => id === registration.validator))
				return { fault: 'registration' };
			const { name: _name, operator: _operator, ...key } = registration;
			return { change: { kind: 'rotate-key', ...key } };
		}
		case 'remove-validator':
			return epoch.validators.some(({ id }) => id === draft.subject)
				? { change: { kind: 'remove-validator', validator: draft.subject } }
				: { fault: 'subject' };
		case 'consensus-parameters':
		case 'credit-parameters':
			return parameterChange(draft.kind, draft.parameter, whole, epoch);
		case 'block-reward':
			return whole === null ? { fault: 'value' } : { change: { kind: 'block-reward', amount: whole } };
		case 'connect-chain':
		case 'recover-chain':
		case 'channel-terms':
			return channelChange(draft, draft.kind);
		case 'admit-observer':
			if (draft.subject.trim() === '') return { fault: 'subject' };
			return name === ''
				? { fault: 'name' }
				: { change: { kind: 'admit-observer', peerId: draft.subject.trim(), name } };
		case 'remove-observer':
			return draft.subject === ''
				? { fault: 'subject' }
				: { change: { kind: 'remove-observer', peerId: draft.subject } };
	}
}

function parameterChange(
	kind: 'consensus-parameters' | 'credit-parameters',
	parameter: string,
	value: number | null,
	epoch: GovernedEpoch,
): DraftVerdict {
	const isOfConsensus = kind === 'consensus-parameters';
	if (!Object.hasOwn(isOfConsensus ? epoch.consensus : epoch.credit, parameter)) return { fault: 'parameter' };
	if (value === null) return { fault: 'value' };
	if (isOfConsensus)
		return { change: { kind, parameters: [{ name: parameter as keyof GovernedEpoch['consensus'], value }] } };
	return { change: { kind, parameters: [{ name: parameter as keyof GovernedEpoch['credit'], value }] } };
}

/** A whole number that is exact; null for any other text. */
function wholeOf(text: string): number | null {
	const value = /^\d{1,16}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
	return Number.isSafeInteger(value) ? value : null;
}
