import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { NodeDocuments } from '../../node/documents/types.ts';
import type { GridquorumNode } from '../../node/types.ts';

/**
 * The host's node as the console sees it: all of it, but only the identities that the person plays now. The keys of the
 * simulated participants lie in the same keystore and stay out of the console's reach.
 * @throws CodedError KEY_UNKNOWN from `call` and `signerOf` for any other participant
 */
export function operatorNode(node: GridquorumNode, played: () => readonly string[]): GridquorumNode {
	const own = (participant: string): string => {
		if (played().includes(participant)) return participant;
		throw new CodedError('KEY_UNKNOWN', { name: participant, purpose: 'participant', directory: node.dataDirectory });
	};
	return {
		genesis: node.genesis,
		chainId: node.chainId,
		get self() {
			return node.self;
		},
		dataDirectory: node.dataDirectory,
		clock: node.clock,
		get identities() {
			return node.identities.filter(({ participant }) => played().includes(participant));
		},
		start: () => node.start(),
		stop: () => node.stop(),
		snapshot: () => node.snapshot(),
		epochs: () => node.epochs(),
		epochChange: (epoch) => node.epochChange(epoch),
		submit: (encoded) => node.submit(encoded),
		outcome: (transactionId) => node.outcome(transactionId),
		call: async (participant, call) => node.call(own(participant), call),
		signerOf: (participant) => node.signerOf(own(participant)),
		validatorKey: () => node.validatorKey(),
		signApproval: (scope) => node.signApproval(scope),
		signRegistration: (validator, addresses) => node.signRegistration(validator, addresses),
		onBlock: (listener) => node.onBlock(listener),
		onTrace: (listener) => node.onTrace(listener),
		readBlocks: (fromHeight, toHeight) => node.readBlocks(fromHeight, toHeight),
		stateValue: (path) => node.stateValue(path),
		stateValues: (paths) => node.stateValues(paths),
		prove: (path, freshness) => node.prove(path, freshness),
		proveTogether: (paths, freshness) => node.proveTogether(paths, freshness),
		proveEvent: (height, index) => node.proveEvent(height, index),
		proveReceipt: (height, index) => node.proveReceipt(height, index),
		releaseKey: async (participant, grant, document) => node.releaseKey(own(participant), grant, document),
		get documents() {
			return operatorDocuments(node.documents, own);
		},
		get ledger() {
			return node.ledger;
		},
		get audit() {
			return node.audit;
		},
		network: () => node.network(),
		get keys() {
			return node.keys;
		},
		metrics: () => node.metrics(),
	};
}

/** @param own passes a participant that the person plays, and throws for any other */
function operatorDocuments(documents: NodeDocuments, own: (participant: string) => string): NodeDocuments {
	return {
		...documents,
		deposit: async (participant, plain, terms) => documents.deposit(own(participant), plain, terms),
		open: async (document, participant) => documents.open(document, own(participant)),
		openPart: async (document, participant, index) => documents.openPart(document, own(participant), index),
		contentKey: async (document, participant) => documents.contentKey(document, own(participant)),
		sign: async (participant, ids) => documents.sign(own(participant), ids),
		refuse: async (participant, document, reason) => documents.refuse(own(participant), document, reason),
	};
}
