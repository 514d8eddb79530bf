import { compareText } from '../../../shared/codec/bytes.ts';
import { participantView } from '../participant-view.ts';
import type { ConsoleServices } from '../services.ts';
import { contract } from './procedure.ts';

export function participantProcedures(services: ConsoleServices) {
	const { model, requireReady } = services;
	return {
		list: contract.participants.list.handler(({ input: { after, limit } }) => {
			requireReady();
			const all = [...model.directory.participants.values()].sort((a, b) => compareText(a.id, b.id));
			const from = after === null ? all : all.filter(({ id }) => compareText(id, after) > 0);
			return {
				asOfHeight: model.asOfHeight,
				participants: from.slice(0, limit).map((entry) => participantView(entry, services)),
				total: all.length,
			};
		}),
	};
}
