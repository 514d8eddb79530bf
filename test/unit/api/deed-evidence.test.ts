import { beforeAll, describe, expect, it } from 'vitest';
import { createConsoleApi } from '../../../src/main/api/console-api.ts';
import { fromHex } from '../../../src/shared/codec/bytes.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import type { DeedEvidenceView } from '../../../src/shared/contract/index.ts';
import { type DeedEvidence, evidenceFaults } from '../../../src/shared/deeds/deed-evidence.ts';
import { statedEvidence } from '../../../src/shared/deeds/stated-evidence.ts';
import { openPort, QUIET } from '../../fixtures/console-doors.ts';
import { clearHour, signAs } from '../../fixtures/engine-market-hour.ts';
import { createEngineNode, GRID, HOMES, PROOFS } from '../../fixtures/engine-node.ts';

describe('the evidence of a sealed deed', () => {
	let view: DeedEvidenceView;
	let refused: unknown;

	beforeAll(async () => {
		const node = createEngineNode();
		const { deeds } = await clearHour(node, 2);
		for (const signer of [...HOMES, GRID]) await signAs(node, signer, deeds.slice(0, 1));
		const api = createConsoleApi({ version: '1' }, { node, proofs: PROOFS, log: QUIET });
		await api.ready;
		const console = await openPort(api);
		view = await console.client.deeds.evidence({ deed: deeds[0] as string });
		refused = await console.client.deeds.evidence({ deed: deeds[1] as string }).catch((error: unknown) => error);
		await console.close();
		api.close();
	});

	const faults = (change: Partial<DeedEvidence> = {}) =>
		evidenceFaults({ ...statedEvidence(view), ...change }, fromHex(view.state.root), PROOFS);

	it('is verified again from its bytes alone', () => {
		expect(view.verified).toBe(true);
		expect(view.signatures.map(({ as }) => as)).toEqual(['generator', 'user', 'grid-operator']);
		expect(faults()).toEqual([]);
	});

	it('is refused wherever a part of it is another', () => {
		const { document, signatures, event, history } = statedEvidence(view);
		const other = new Uint8Array(32);
		expect(faults({ document: document.slice(1) })).toEqual(['document', 'digest']);
		expect(faults({ digest: other })).toEqual(['digest', 'signature', 'event']);
		expect(faults({ signatures: signatures.slice(1) })).toEqual(['signers']);
		expect(faults({ signatures: signatures.map((each) => ({ ...each, publicKey: other })) })).toEqual(['signature']);
		expect(faults({ event: { ...event, version: 2 } as ContractEvent })).toEqual(['inclusion']);
		expect(faults({ history: { ...history, inBlock: { ...history.inBlock, index: 0 } } })).toEqual(['inclusion']);
		expect(evidenceFaults(statedEvidence(view), other, PROOFS)).toEqual(['inclusion']);
	});

	it('is not there before the deed is sealed', () => {
		expect(refused).toMatchObject({ data: { code: 'DEED_NO_EVIDENCE' } });
	});
});
