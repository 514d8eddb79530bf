import { useI18n } from 'vue-i18n';
import type { QueryPhase } from '../rpc/query.ts';

/** The headline of a view before its first answer: what it waits for by name, or that there is nothing to say and why. */
export function useUnanswered(): (phase: QueryPhase, waiting: string) => string {
	const { t } = useI18n();
	return (phase, waiting) => (phase === 'failed' || phase === 'offline' ? t(`common.unanswered.${phase}`) : waiting);
}
