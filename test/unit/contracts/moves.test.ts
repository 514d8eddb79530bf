import { describe, expect, it } from 'vitest';
import { MOVE_INTERVAL_MS } from '../../../src/main/core/contracts/identity/moves.ts';
import {
	meteredParticipants,
	requireParticipant,
	zoneAt,
} from '../../../src/main/core/contracts/identity/participants.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { callContext } from '../../fixtures/call-context.ts';
import { EngineMarket, START } from '../../fixtures/engine-market.ts';
import { codesOf } from '../../fixtures/governance.ts';

const NOON = START + 12 * HOUR_MS;

/** Code of a move of home-01 that the market operator sends at a time. */
function move(market: EngineMarket, zone: string, from: number, at = market.engine.height + START + 1) {
	market.send('market', calls.identity.move({ participant: 'home-01', zone, from }));
	return codesOf(market.block(at))[0];
}

/** Zones that count home-01 among their members at a time. */
function zonesWithHome1(market: EngineMarket, at: number): string[] {
	const context = callContext(market, null, at);
	return ['F', 'G', 'H'].filter((zone) => meteredParticipants(context, zone, at).includes('home-01'));
}

const zoneOfHome1 = (market: EngineMarket, at: number) =>
	zoneAt(requireParticipant(callContext(market, null, at), 'home-01'), at);

describe('a move', () => {
	it('takes effect at its time: what is delivered before belongs to the former zone', () => {
		const market = new EngineMarket();
		expect(move(market, 'G', NOON)).toBeNull();
		expect([NOON - 1, NOON].map((at) => zoneOfHome1(market, at))).toEqual(['F', 'G']);
		expect([NOON - 1, NOON].map((at) => zonesWithHome1(market, at))).toEqual([['F'], ['G']]);
		expect(market.events).toContainEqual({
			kind: 'participant-moved',
			participant: 'home-01',
			from: 'F',
			to: 'G',
			at: NOON,
		});
	});

	it('may be replaced or taken back while it is ahead', () => {
		const market = new EngineMarket();
		move(market, 'G', NOON);
		expect(move(market, 'H', NOON + HOUR_MS)).toBeNull();
		expect(zonesWithHome1(market, NOON)).toEqual(['F']);
		expect(zonesWithHome1(market, NOON + HOUR_MS)).toEqual(['H']);
		expect(move(market, 'F', NOON + HOUR_MS)).toBeNull();
		expect(zonesWithHome1(market, NOON + 9 * HOUR_MS)).toEqual(['F']);
	});

	it('lies at a full hour ahead, leads elsewhere, and follows another after 35 days', () => {
		const market = new EngineMarket();
		expect(move(market, 'G', NOON + 1)).toBe('PARTICIPANT_MOVE');
		expect(move(market, 'G', START)).toBe('PARTICIPANT_MOVE');
		expect(move(market, 'F', NOON)).toBe('PARTICIPANT_MOVE');
		expect(move(market, 'G', NOON)).toBeNull();
		const again = NOON + MOVE_INTERVAL_MS;
		expect(move(market, 'H', again, again - 1)).toBe('PARTICIPANT_MOVE');
		expect(move(market, 'H', again, again)).toBeNull();
		expect(zonesWithHome1(market, again - 1)).toEqual(['G']);
		expect(zonesWithHome1(market, again)).toEqual(['H']);
	});

	it('takes along a participant without meters, and one that gets its first meter while it moves', () => {
		const market = new EngineMarket();
		market.send('market', calls.identity.move({ participant: 'metering', zone: 'G', from: NOON }));
		market.send(
			'market',
			calls.identity.registerMeter({
				meter: 'm-m',
				participant: 'metering',
				operator: 'metering',
				publicKey: null,
				device: null,
			}),
		);
		expect(codesOf(market.block(START + 1))).toEqual([null, null]);
		const membersAt = (at: number) =>
			['F', 'G'].filter((zone) => meteredParticipants(callContext(market, null, at), zone, at).includes('metering'));
		expect([membersAt(NOON - 1), membersAt(NOON)]).toEqual([['F'], ['G']]);
	});
});
