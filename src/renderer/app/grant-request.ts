import type { ComposerTranslation } from 'vue-i18n';
import type { GrantScopeView } from '../../shared/contract/index.ts';

/** What a participant without a key sends, by whatever way they talk, to the one who may grant it. */
export function requestText(
	t: ComposerTranslation,
	{ grantee, owner, scope }: { readonly grantee: string; readonly owner: string; readonly scope: GrantScopeView },
): string {
	const what = `${scope.kind}:${scope.id}`;
	return t('common.grantRequest', { grantee, owner, what, link: grantLink(grantee, scope) });
}

/** Address within a console that opens the grant dialog filled in. */
export function grantLink(grantee: string, { kind, id }: GrantScopeView): string {
	return `#/signatures/access?${new URLSearchParams({ grantee, scope: `${kind}:${id}` })}`;
}
