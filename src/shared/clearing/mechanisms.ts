import { continuous } from './continuous/continuous.ts';
import type { MechanismName } from './mechanism-names.ts';
import type { Mechanism } from './outcome.ts';
import { payAsBid } from './pay-as-bid/pay-as-bid.ts';
import { huang } from './truthful/huang.ts';
import { mcafee } from './truthful/mcafee.ts';
import { muda } from './truthful/muda.ts';
import { vickrey } from './truthful/vickrey.ts';
import { uniformPrice } from './uniform-price.ts';

/** Every market mechanism by the name that products and market files call it by. */
export const mechanisms = {
	'uniform-price': uniformPrice,
	'pay-as-bid': payAsBid,
	continuous,
	vickrey,
	mcafee,
	huang,
	muda,
} as const satisfies { readonly [name in MechanismName]: Mechanism };

/** The mechanism of a name, with a proof of whatever form is its own. */
export function mechanismOf(name: MechanismName): Mechanism {
	return mechanisms[name];
}
