import type { GovernanceChangeView, GovernedEpoch } from '../../../shared/contract/index.ts';

/** One change as a sentence: the message and what to put into it. */
export interface ChangeWords {
	readonly key: string;
	readonly words: Record<string, string | number>;
}

/** Changes of many parameters become one sentence each; while a proposal is open, with the value in force beside the new one. */
export function wordsOf(change: GovernanceChangeView, epoch: GovernedEpoch | null, isOpen: boolean): ChangeWords[] {
	const nameOf = (id: string) => epoch?.validators.find((validator) => validator.id === id)?.name ?? id;
	const key = isOpen && epoch ? 'governance.change.parameter' : 'governance.change.parameter-set';
	switch (change.kind) {
		case 'add-validator':
			return [
				{
					key: 'governance.change.add-validator',
					words: { name: change.validator.name, operator: change.validator.operator },
				},
			];
		case 'remove-validator':
			return [{ key: 'governance.change.remove-validator', words: { name: nameOf(change.validator) } }];
		case 'rotate-key':
			return [{ key: 'governance.change.rotate-key', words: { name: nameOf(change.validator) } }];
		case 'consensus-parameters':
			return change.parameters.map(({ name, value }) => ({
				key,
				words: { parameter: `governance.parameter.${name}`, before: epoch?.consensus[name] ?? '', value },
			}));
		case 'credit-parameters':
			return change.parameters.map(({ name, value }) => ({
				key,
				words: { parameter: `governance.parameter.${name}`, before: epoch?.credit[name] ?? '', value },
			}));
		case 'block-reward':
		case 'reward-budget':
			return [{ key: `governance.change.${change.kind}`, words: { amount: change.amount } }];
		case 'upgrade-contract': {
			const { contract, version, height } = change;
			return [{ key: 'governance.change.upgrade-contract', words: { contract, version, height } }];
		}
		case 'cancel-upgrade':
			return [{ key: 'governance.change.cancel-upgrade', words: { contract: change.contract } }];
		case 'admit-observer':
			return [{ key: 'governance.change.admit-observer', words: { name: change.name } }];
		case 'remove-observer':
			return [{ key: 'governance.change.remove-observer', words: { name: change.peerId } }];
		case 'connect-chain':
		case 'recover-chain': {
			const { chainId, epoch, validators } = change.root;
			const words = { chain: chainId, epoch, validators: validators.length };
			const sentence = { key: `governance.change.${change.kind}`, words };
			return change.kind === 'connect-chain' ? [sentence, termsWords(change.terms)] : [sentence];
		}
		case 'channel-terms':
			return [{ key: 'governance.change.channel-terms', words: { chain: change.chain } }, termsWords(change.terms)];
	}
}

type Terms = Extract<GovernanceChangeView, { kind: 'channel-terms' }>['terms'];

function termsWords({ moneyLimit, capacityW, trustPeriodMs }: Terms): ChangeWords {
	const words = { amount: moneyLimit, kw: capacityW / 1_000, hours: Math.round(trustPeriodMs / 3_600_000) };
	return { key: 'governance.change.terms', words };
}

const ENDS_EPOCH: readonly GovernanceChangeView['kind'][] = [
	'add-validator',
	'remove-validator',
	'rotate-key',
	'consensus-parameters',
	'credit-parameters',
];

/** True when enacting the changes begins a new epoch four blocks later. */
export function endsEpoch(changes: readonly GovernanceChangeView[]): boolean {
	return changes.some(({ kind }) => ENDS_EPOCH.includes(kind));
}
