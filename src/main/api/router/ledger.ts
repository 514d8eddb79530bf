import { fromHex } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { BlockPages } from '../ledger/block-pages.ts';
import { blockViewOf } from '../ledger/block-view.ts';
import { entryOf, eventViewOf, receiptIndexOf, receiptRowOf } from '../ledger/entry-view.ts';
import { findInLedger } from '../ledger/find.ts';
import { proveItem } from '../ledger/item-proof-view.ts';
import { StateView } from '../ledger/state-view.ts';
import type { ConsoleServices } from '../services.ts';
import { stateProofView } from '../state-proof-view.ts';
import { contract } from './procedure.ts';

/** The chain as this node's disk has it: answered while read models replay, too. */
export function ledgerProcedures(services: ConsoleServices) {
	const { node, model, proofs } = services;
	const pages = new BlockPages({ node });
	const state = new StateView({ node, now: () => performance.now() });
	const nameOf = (participant: string): string => model.directory.nameOf(participant);
	return {
		blocks: contract.ledger.blocks.handler(({ input }) => pages.page(input.before, input.limit)),
		block: contract.ledger.block.handler(async ({ input }) => blockViewOf(await pages.block(input.height), services)),
		receipts: contract.ledger.receipts.handler(async ({ input: { height, offset, limit } }) => {
			const { receipts } = await pages.block(height);
			const page = receipts.slice(offset, offset + limit);
			return { total: receipts.length, receipts: page.map((each, at) => receiptRowOf(each, offset + at, nameOf)) };
		}),
		events: contract.ledger.events.handler(async ({ input: { height, offset, limit } }) => {
			const { events } = await pages.block(height);
			const page = events.slice(offset, offset + limit);
			return { total: events.length, events: page.map((each, at) => eventViewOf(each, offset + at)) };
		}),
		transaction: contract.ledger.transaction.handler(async ({ input: { transaction } }) => {
			const place = await node.ledger.place(fromHex(transaction));
			if (!place) throw new CodedError('LEDGER_TRANSACTION_UNKNOWN', { transaction });
			const block = await pages.block(place.height);
			return entryOf(block, receiptIndexOf(block, transaction), nameOf);
		}),
		receipt: contract.ledger.receipt.handler(async ({ input: { height, index } }) =>
			entryOf(await pages.block(height), index, nameOf),
		),
		contracts: contract.ledger.contracts.handler(() => state.contracts()),
		leaves: contract.ledger.leaves.handler(({ input: { prefix, after, limit } }) => state.leaves(prefix, after, limit)),
		leaf: contract.ledger.leaf.handler(({ input }) => state.leaf(input.path)),
		find: contract.ledger.find.handler(({ input, signal }) =>
			findInLedger(input, { node, model, isReady: isReady(services), signal }),
		),
		proveLeaf: contract.ledger.proveLeaf.handler(async ({ input: { path } }) => {
			const proof = await node.prove(path, 'certified');
			return proof && stateProofView(proof, node, proofs);
		}),
		proveItem: contract.ledger.proveItem.handler(({ input }) => proveItem(input, services)),
	};
}

function isReady({ requireReady }: ConsoleServices): boolean {
	try {
		requireReady();
		return true;
	} catch {
		return false;
	}
}
