import type { ChainRoot, ChannelTerms } from '../../../shared/codec/bridge-client.ts';
import { bridgePaths } from '../../../shared/codec/bridge-state.ts';
import { calls } from '../../../shared/codec/calls.ts';
import { approvalSigningBytes, changesDigest, type GovernanceChange } from '../../../shared/codec/governance.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { certificateQuorum } from '../../../shared/proofs/certificates.ts';
import { readNodeOptions } from '../../node/create-node.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { Keystore } from '../../node/keys/keystore.ts';
import type { GridquorumNode, TransactionOutcome } from '../../node/types.ts';

export interface ConnectedChain {
	readonly root: ChainRoot;
	readonly terms: ChannelTerms;
}

export interface ConnectChainsModules {
	readonly node: GridquorumNode;
	/** Data directories of the chain's validators, whose keys approve. */
	readonly directories: readonly string[];
	readonly passphrase: string | undefined;
	/** Proposes, and carries the approvals; its key lies in the node's keystore. */
	readonly proposer: string;
}

/**
 * Connects a chain with those of the others that it does not know yet, by its own governance: one proposal, which a
 * quorum of its validators approves, each with its own key.
 * @throws CodedError DEMO_REGION_UNCONNECTED
 */
export async function connectChains(others: readonly ConnectedChain[], modules: ConnectChainsModules): Promise<void> {
	const { node, proposer } = modules;
	const changes: GovernanceChange[] = [];
	for (const { root, terms } of others)
		if ((await node.stateValue(bridgePaths.client(root.chainId))) === null)
			changes.push({ kind: 'connect-chain', root, terms });
	if (changes.length === 0) return;
	const { events } = requireDone(
		await node.call(proposer, calls.governance.propose({ changes, text: 'Trade with the other regions' })),
		modules,
		changes,
	);
	const proposed = events.find((event) => event.kind === 'governance-proposed');
	if (!proposed) return;
	for (const approval of await approvals(proposed.proposal, changes, modules))
		requireDone(await node.call(proposer, calls.governance.approve(approval)), modules, changes);
}

/** As many approvals as the chain needs, by the validators' own keys. */
async function approvals(
	proposal: string,
	changes: readonly GovernanceChange[],
	{ node, directories, passphrase }: ConnectChainsModules,
) {
	const epoch = node.snapshot().epoch;
	const digest = changesDigest(changes, hasher.sha256);
	const message = approvalSigningBytes({ chainId: node.chainId, epoch, proposal, digest });
	return Promise.all(
		directories.slice(0, certificateQuorum(directories.length)).map(async (directory) => {
			const options = await readNodeOptions(directory, passphrase === undefined ? {} : { passphrase });
			const validator = options.validator ?? '';
			const keystore = new Keystore({ directory: options.keys, passphrase: options.passphrase });
			const signer = await keystore.signer('validator', validator);
			try {
				return { proposal, validator, signature: signer.sign(message) };
			} finally {
				signer.wipe();
			}
		}),
	);
}

function requireDone(
	outcome: TransactionOutcome,
	{ node }: ConnectChainsModules,
	changes: readonly GovernanceChange[],
): TransactionOutcome {
	const { ok, code } = outcome.receipt;
	if (ok) return outcome;
	const [first] = changes;
	const other = first?.kind === 'connect-chain' ? first.root.chainId : '';
	throw new CodedError('DEMO_REGION_UNCONNECTED', { chain: node.chainId, other, code: code ?? '' });
}
