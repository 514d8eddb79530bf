import type { ChainRoot } from '../../../shared/codec/bridge-client.ts';
import { fromHex, toHex } from '../../../shared/codec/bytes.ts';
import type { GenesisValidator } from '../../../shared/codec/genesis-document.ts';
import type { GovernanceChange } from '../../../shared/codec/governance.ts';
import type { ChainRootView, GovernanceChangeView } from '../../../shared/contract/index.ts';

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
		case 'connect-chain':
			return { ...change, root: chainRootView(change.root) };
		case 'recover-chain':
			return { ...change, root: chainRootView(change.root) };
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
		case 'connect-chain':
			return { ...view, root: chainRootOf(view.root) };
		case 'recover-chain':
			return { ...view, root: chainRootOf(view.root) };
		default:
			return view;
	}
}

export function validatorView({ publicKey, addresses, ...validator }: GenesisValidator) {
	return { ...validator, publicKey: toHex(publicKey), addresses: [...addresses] };
}

export function chainRootView({ genesisDigest, genesisId, validators, ...root }: ChainRoot): ChainRootView {
	return {
		...root,
		genesisDigest: toHex(genesisDigest),
		genesisId: toHex(genesisId),
		validators: validators.map(({ id, publicKey }) => ({ id, publicKey: toHex(publicKey) })),
	};
}

export function chainRootOf({ genesisDigest, genesisId, validators, ...root }: ChainRootView): ChainRoot {
	return {
		...root,
		genesisDigest: fromHex(genesisDigest),
		genesisId: fromHex(genesisId),
		validators: validators.map(({ id, publicKey }) => ({ id, publicKey: fromHex(publicKey) })),
	};
}
