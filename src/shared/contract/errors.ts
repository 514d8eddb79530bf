import { oc } from '@orpc/contract';
import { z } from 'zod';

/** Every procedure can fail with one code of the catalogue; the reader's language is chosen in the console. */
export const base = oc.errors({
	CODED: {
		message: 'The request was refused.',
		data: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }),
	},
});
