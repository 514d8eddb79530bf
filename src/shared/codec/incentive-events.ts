import type { Offence } from '../proofs/evidence.ts';
import type { MicroMoney } from './units.ts';

/**
 * What moves credit, points and rewards, each with the block or thing that caused it: the changes of one validator or
 * participant, added up from the epoch's start, are its figures in the state.
 */
export type IncentiveEvent =
	| {
			kind: 'participant-credit';
			participant: string;
			credit: number;
			change: number;
			/** Rule that moved it, a key of the standings' explanation. */
			rule: 'deed-signed-in-time' | 'deed-missed' | 'reading-in-time' | 'reading-missed' | 'delivered';
			subject: string;
	  }
	| {
			kind: 'validator-credit';
			/** Index in the epoch, and id. */
			validator: number;
			id: string;
			epoch: number;
			credit: number;
			participation: number;
			change: number;
			participationChange: number;
			rule: 'own-block' | 'vote-credited' | 'vote-missed' | 'blamed' | 'outage' | 'convicted';
			/** Of the block led or voted for, the round that failed, or the block with the evidence. */
			round: number;
			/** Height of that block; 0 for a failed round. */
			height: number;
			/** Height of the block whose header moved the figures. */
			carrierHeight: number;
			/** First round in which a benched validator may lead again; 0 when not benched. */
			benchedUntil: number;
	  }
	/** A proof of guilt took the validator's whole incentive balance for the market participants' pool. */
	| {
			kind: 'validator-slashed';
			validator: number;
			id: string;
			epoch: number;
			amount: MicroMoney;
			offence: Offence;
			/** Rounds of the two statements that prove it. */
			rounds: readonly [number, number];
			/** Round and height of the block that carried the evidence. */
			round: number;
			height: number;
	  }
	| {
			kind: 'reward-paid';
			to: string;
			/** Index in the epoch; null for the pool. */
			validator: number | null;
			amount: MicroMoney;
			reason: 'proposer' | 'voter' | 'carrier' | 'pool';
			/** The block that the reward is for. */
			epoch: number;
			height: number;
			round: number;
	  }
	| {
			kind: 'incentive-points';
			participant: string;
			points: number;
			change: number;
			/** `fees-paid` for points that paid wheeling fees: their change is negative. */
			reason: 'order-honoured' | 'deed-in-time' | 'reading-delivered' | 'fees-paid';
	  }
	/** How many points the participant's wheeling fees take in each settlement of a product; 0 for none. */
	| { kind: 'fee-points-instructed'; participant: string; pointsMax: number }
	/** A participant's part of the pool, ⌊pool × points / points in all⌋. */
	| {
			kind: 'pool-paid';
			participant: string;
			amount: MicroMoney;
			/** Earned since the distribution before. */
			points: number;
			/** What was in the pool, and the points of all who share in it, when the distribution began. */
			pool: MicroMoney;
			pointsInAll: number;
			/** Number of the distribution, from 0. */
			distribution: number;
	  };
