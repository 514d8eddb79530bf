import { compareText, toHex } from '../../shared/codec/bytes.ts';
import type { Delegation } from '../../shared/codec/delegation.ts';
import type { DelegationView, ParticipantView } from '../../shared/contract/index.ts';
import type { Directory, ParticipantEntry } from './read-model/directory.ts';
import { type ConsoleServices, isMine } from './services.ts';

type Scope = Pick<ConsoleServices, 'node' | 'model'>;

export function participantView(entry: ParticipantEntry, scope: Scope): ParticipantView {
	const { directory } = scope.model;
	const { id, publicKey, encryptionKey, suspended, delegations, meters, ...rest } = entry;
	return {
		...rest,
		participant: id,
		publicKey: toHex(publicKey),
		encryptionKey: toHex(encryptionKey),
		suspended: suspended && { ...suspended, byName: directory.nameOf(suspended.by) },
		delegations: [...delegations.values()]
			.sort((a, b) => compareText(a.to, b.to) || compareText(a.scope, b.scope))
			.map((delegation) => delegationView(delegation, directory)),
		meters: meters.map((meter) => ({ meter, operator: directory.meters.get(meter)?.operator ?? '' })),
		me: isMine(scope, id),
	};
}

function delegationView({ limits, ...delegation }: Delegation, directory: Directory): DelegationView {
	return {
		...delegation,
		toName: directory.nameOf(delegation.to),
		limits: limits && { ...limits, zones: limits.zones && [...limits.zones], sides: [...limits.sides] },
	};
}
