import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import type { ConsensusMessage } from '../../../shared/codec/consensus-messages.ts';
import type { Core } from './core.ts';
import type { RoundMessages } from './round-window.ts';

/** Reports two different signed messages of one author, kind and round; once each. Both signatures were verified. */
export function reportConflict(
	core: Core,
	messages: RoundMessages,
	offender: ValidatorIndex,
	first: ConsensusMessage,
	second: ConsensusMessage,
): void {
	const mark = `${first.kind}/${offender}`;
	if (messages.reported.has(mark)) return;
	messages.reported.add(mark);
	core.effects.emit({ kind: 'report-evidence', offender, first, second });
}
