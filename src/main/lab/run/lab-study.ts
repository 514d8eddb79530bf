import type { Sha256 } from '../../../shared/codec/bytes.ts';
import { type LeaderCrashFigures, type LeaderCrashStudy, studyLeaderCrash } from './leader-crash.ts';
import { type ParticipationFigures, type ParticipationStudy, studyParticipation } from './participation.ts';

/** Questions of the report that a lab run does not answer. */
export type LabStudy =
	| ({ readonly kind: 'participation' } & ParticipationStudy)
	| ({ readonly kind: 'leader-crash' } & LeaderCrashStudy);

export type StudyFigures =
	| { readonly kind: 'participation'; readonly figures: ParticipationFigures }
	| { readonly kind: 'leader-crash'; readonly figures: LeaderCrashFigures };

export function studied(study: LabStudy, sha256: Sha256): StudyFigures {
	if (study.kind === 'participation') return { kind: study.kind, figures: studyParticipation(study, sha256) };
	return { kind: study.kind, figures: studyLeaderCrash(study, sha256) };
}
