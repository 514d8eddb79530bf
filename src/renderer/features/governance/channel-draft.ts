import { HOUR_MS, parseDecimal } from '../../../shared/codec/units.ts';
import type { GovernanceChangeView } from '../../../shared/contract/index.ts';
import { chainRootIn } from '../../app/chain-root.ts';

type ChannelTerms = Extract<GovernanceChangeView, { kind: 'channel-terms' }>['terms'];
/** A year: longer, and a forgotten channel stays trusted. */
const TRUST_HOURS_MAX = 8_760;

/** What is asked for a channel. */
export interface ChannelDraft {
	/** Id of the connected chain whose terms change. */
	readonly subject: string;
	/** What `bridge root` printed for the other chain. */
	readonly root: string;
	/** Units of money, kilowatts, hours. */
	readonly moneyLimit: string;
	readonly capacityKw: string;
	readonly trustHours: string;
}

export const CHANNEL_KINDS = ['connect-chain', 'channel-terms', 'recover-chain'] as const;
export type ChannelVerdict =
	| { readonly change: GovernanceChangeView }
	| { readonly fault: 'subject' | 'root' | 'terms' };

/** The change of a channel that a draft stands for. */
export function channelChange(draft: ChannelDraft, kind: (typeof CHANNEL_KINDS)[number]): ChannelVerdict {
	if (kind === 'channel-terms') {
		if (draft.subject === '') return { fault: 'subject' };
		const terms = termsOf(draft);
		return terms ? { change: { kind, chain: draft.subject, terms } } : { fault: 'terms' };
	}
	const root = chainRootIn(draft.root);
	if (!root) return { fault: 'root' };
	if (kind === 'recover-chain') return { change: { kind, root } };
	const terms = termsOf(draft);
	return terms ? { change: { kind, root, terms } } : { fault: 'terms' };
}

/** Null where a figure is missing or cannot be. */
function termsOf({ moneyLimit, capacityKw, trustHours }: ChannelDraft): ChannelTerms | null {
	const money = parseDecimal(moneyLimit.trim(), 6);
	const capacityW = parseDecimal(capacityKw.trim(), 3);
	const hours = parseDecimal(trustHours.trim(), 0);
	if (money === null || capacityW === null || hours === null) return null;
	if (money < 0 || capacityW < 0 || hours < 1 || hours > TRUST_HOURS_MAX) return null;
	return { moneyLimit: money, capacityW, trustPeriodMs: hours * HOUR_MS };
}
