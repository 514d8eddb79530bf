import type { Contract } from '../engine/contract.ts';
import { deedMethods } from './deed-methods.ts';
import { DEPOSITORY } from './deeds.ts';
import { documentMethods, documentTasks } from './documents-methods.ts';
import { expireDeeds } from './expiry.ts';

/** Deeds: drafted by the clearing, signed by their parties before the deadline, then sealed. Documents likewise. */
export const depositoryContract: Contract = {
	name: DEPOSITORY,
	version: 1,
	methods: [...deedMethods, ...documentMethods],
	tasks: { expire: expireDeeds, ...documentTasks },
};
