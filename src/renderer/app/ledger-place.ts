import type { RouteLocationRaw } from 'vue-router';
import type { LedgerHit } from '../../shared/contract/index.ts';

/** Where something that was found on the ledger is shown. */
export function placeOfHit(hit: LedgerHit): RouteLocationRaw {
	switch (hit.kind) {
		case 'block':
			return { name: 'ledger', params: { height: hit.id }, query: { top: hit.id } };
		case 'transaction':
			return { name: 'ledger-transaction', params: { transaction: hit.id } };
		case 'leaf':
			return { name: 'ledger-state', query: { prefix: hit.id, path: hit.id } };
		case 'contract':
			return { name: 'ledger-contracts', query: { contract: hit.id } };
		case 'thing':
			return { name: 'trace', query: { focus: `${hit.type}:${hit.id}` } };
	}
}
