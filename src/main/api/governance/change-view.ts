import { fromHex, toHex } from '../../../shared/codec/bytes.ts';
import type { GenesisValidator } from '../../../shared/codec/genesis-document.ts';
import type { GovernanceChange } from '../../../shared/codec/governance.ts';
import type { GovernanceChangeView } from '../../../shared/contract/index.ts';

/** Bytes in hex, for the console. */
export function changeView(change: GovernanceChange): GovernanceChangeView {
	switch (change.kind) {
		case 'add-validator':
			return { ...change, validator: validatorView(change.validator), possession: toHex(change.possession) };
		case 'rotate-key': {
			const { publicKey, addresses, possession } = change;
			return { ...change, publicKey: toHex(publicKey), addresses: [...addresses], possession: toHex(possession) };
		}
		case 'consensus-parameters':
			return { ...change, parameters: [...change.parameters] };
		case 'credit-parameters':
			return { ...change, parameters: [...change.parameters] };
		default:
			return change;
	}
}

/** As the chain takes it. */
export function changeOf(view: GovernanceChangeView): GovernanceChange {
	switch (view.kind) {
		case 'add-validator': {
			const validator = { ...view.validator, publicKey: fromHex(view.validator.publicKey) };
			return { ...view, validator, possession: fromHex(view.possession) };
		}
		case 'rotate-key':
			return { ...view, publicKey: fromHex(view.publicKey), possession: fromHex(view.possession) };
		default:
			return view;
	}
}

export function validatorView({ publicKey, addresses, ...validator }: GenesisValidator) {
	return { ...validator, publicKey: toHex(publicKey), addresses: [...addresses] };
}
