import { toHex } from '../../../shared/codec/bytes.ts';
import { type Call, calls } from '../../../shared/codec/calls.ts';
import type { BridgeOutcome } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { bridgeAnswers } from '../bridge/bridge-answers.ts';
import { requireOk } from '../call-outcome.ts';
import { type ConsoleServices, isMine } from '../services.ts';
import { contract, requireOperator } from './procedure.ts';

export function bridgeProcedures(services: ConsoleServices) {
	const { node, requireReady } = services;
	const answers = () => {
		requireReady();
		return bridgeAnswers(services);
	};

	const send = async (participant: string, call: Call): Promise<BridgeOutcome> => {
		requireReady();
		if (!isMine(services, participant))
			throw new CodedError('KEY_UNKNOWN', { name: participant, purpose: 'participant', directory: '' });
		const outcome = await node.call(participant, call);
		requireOk(outcome);
		await services.reached(outcome.height);
		const sent = outcome.events.find((event) => event.kind === 'packet-sent');
		return { height: outcome.height, transactionId: toHex(outcome.transactionId), packet: sent?.packet ?? null };
	};

	return {
		regions: contract.bridge.regions.handler(() => answers().regions()),
		packets: contract.bridge.packets.handler(({ input }) => answers().packets(input)),
		packet: contract.bridge.packet.handler(({ input: { packet } }) => answers().packet(packet)),
		energy: contract.bridge.energy.handler(({ input: { chain } }) => answers().energy(chain)),
		offers: contract.bridge.offers.handler(({ input }) => answers().offers(input)),
		anchors: contract.bridge.anchors.handler(({ input }) => answers().anchors(input)),
		sendable: contract.bridge.sendable.handler(() => answers().sendable()),
		sendMoney: contract.bridge.sendMoney.handler(({ input: { participant, ...terms }, context }) => {
			requireOperator(context, 'bridge.sendMoney');
			return send(participant, calls.bridge.sendMoney(terms));
		}),
		sendCertificates: contract.bridge.sendCertificates.handler(({ input: { participant, ...terms }, context }) => {
			requireOperator(context, 'bridge.sendCertificates');
			return send(participant, calls.bridge.sendCertificates(terms));
		}),
		sendLot: contract.bridge.sendLot.handler(({ input: { participant, ...terms }, context }) => {
			requireOperator(context, 'bridge.sendLot');
			return send(participant, calls.bridge.sendLot(terms));
		}),
		offer: contract.bridge.offer.handler(({ input: { participant, ...terms }, context }) => {
			requireOperator(context, 'bridge.offer');
			return send(participant, calls.bridge.offer(terms));
		}),
		take: contract.bridge.take.handler(({ input: { participant, offer }, context }) => {
			requireOperator(context, 'bridge.take');
			return send(participant, calls.bridge.take({ offer }));
		}),
	};
}
