import type { Layout, LayoutGraph } from './trace-layout.ts';

/** A new graph takes the place of one that is still being laid out; `stop` leaves that one as it stands. */
export type LayoutQuestion = { readonly kind: 'layout'; readonly graph: LayoutGraph } | { readonly kind: 'stop' };

/** The last picture; null where another question came first, or there was nothing to lay out. */
export type LayoutAnswer = Layout | null;
