import * as dagCbor from '@ipld/dag-cbor';
import { describe, expect, it } from 'vitest';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { verifyBundle } from '../../../src/shared/audit/verify-bundle.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { auditedMarket, bundleOf } from '../../fixtures/audit/audited-market.ts';
import { editBlock, openBundle, placesOf, replaced, writeAnew } from '../../fixtures/audit/opened-bundle.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

describe('a verifier of bundles', () => {
	it('does not fall over a signature that is missing, of another type or of another length', async () => {
		const audited = auditedMarket();
		const opened = await openBundle(await bundleOf(audited, { kind: 'all' }));
		for (const signature of [undefined, 7, 'text', new Uint8Array(3)]) {
			const parts = placesOf(opened).blocks.reduce((all, at) => {
				const part = editBlock(opened.parts[at] as Uint8Array, (node) => ({
					...node,
					events: {
						...node.events,
						items: node.events.items.map((encoded) => {
							const event = dagCbor.decode<ContractEvent>(encoded);
							if (event.kind !== 'deed-signed') return encoded;
							const { signature: _before, ...rest } = event;
							return dagCbor.encode(signature === undefined ? rest : { ...rest, signature });
						}),
					},
				}));
				return replaced(all, at, part) as Uint8Array[];
			}, opened.parts);
			const { ok, checks, firstFault } = await verifyBundle(
				{ bundle: [writeAnew(opened, parts)], trustRoot: audited.trustRoot },
				{ sha256, verify: verifier.verify },
			);
			expect(ok).toBe(false);
			expect(firstFault?.check).toBe('events');
			expect(checks.find(({ name }) => name === 'deeds')?.ok).toBe(false);
		}
	});
});
