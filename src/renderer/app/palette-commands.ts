import { type ComputedRef, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { useActing } from './acting.ts';
import { useFormat } from './format.ts';
import { useHost } from './host.ts';
import { useMarketDay } from './market-day.ts';
import { features } from './navigation.ts';
import { usePreferences } from './preferences.ts';
import { roles, useRole } from './role.ts';
import { useShellDialogs } from './shell-dialogs.ts';
import { registeredShortcuts } from './shortcuts.ts';

export interface PaletteCommand {
	readonly id: string;
	readonly label: string;
	readonly hint?: string;
	readonly keys?: string;
	readonly run: () => void;
}

/** Commands that hold every word, in their order. */
export function matching(commands: readonly PaletteCommand[], text: string): readonly PaletteCommand[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	return commands.filter((command) => {
		const hay = `${command.label} ${command.hint ?? ''}`.toLowerCase();
		return words.every((word) => hay.includes(word));
	});
}

/** All that the console can do by name, at this place and moment. */
export function useCommands(openSheet: () => void): ComputedRef<readonly PaletteCommand[]> {
	const { t } = useI18n();
	const router = useRouter();
	const format = useFormat();
	const host = useHost();
	const marketDay = useMarketDay();
	const preferences = usePreferences();
	const acting = useActing();
	const role = useRole();
	const dialogs = useShellDialogs();

	const views = computed<readonly PaletteCommand[]>(() =>
		features.map(({ nav }) => ({
			id: `go ${nav.route}`,
			label: t(nav.label),
			hint: t('common.palette.view'),
			keys: `g ${nav.letter}`,
			run: () => void router.push({ name: nav.route }),
		})),
	);
	const here = computed<readonly PaletteCommand[]>(() =>
		registeredShortcuts.value
			.filter((entry) => entry.label && (entry.group ?? 'view') === 'view' && (entry.when?.() ?? true))
			.map((entry) => ({
				id: `view ${entry.keys} ${entry.label}`,
				label: t(entry.label as string),
				hint: t('common.palette.here'),
				keys: entry.keys,
				run: entry.run,
			})),
	);
	const hours = computed<readonly PaletteCommand[]>(() =>
		marketDay.hours.flatMap(({ product, start, end }) => {
			if (!product) return [];
			return {
				id: `product ${product}`,
				label: t('common.palette.hour', { from: format.value.hour(start), to: format.value.hour(end) }),
				hint: product,
				run: () => void router.push({ name: 'auction', params: { product } }),
			};
		}),
	);
	const persons = computed<readonly PaletteCommand[]>(() => [
		...acting.identities
			.filter(({ participant }) => participant !== acting.participant)
			.map(({ participant, name }) => ({
				id: `identity ${participant}`,
				label: t('common.who.toIdentity', { name }),
				hint: t('common.who.identity'),
				run: () => acting.choose(participant),
			})),
		...roles
			.filter((each) => each !== role.role)
			.map((each) => ({
				id: `role ${each}`,
				label: t('common.who.toRole', { role: t(`common.who.roles.${each}`) }),
				hint: t('common.who.command'),
				run: () => role.choose(each === role.natural ? null : each),
			})),
		...(host.isDemo
			? [
					{
						id: 'play',
						label: t('common.who.play'),
						hint: t('common.palette.console'),
						run: () => (dialogs.play = true),
					},
				]
			: []),
		...(host.state?.canChoose
			? [
					{
						id: 'leave',
						label: t('common.who.leave'),
						hint: t('common.palette.console'),
						run: () => (dialogs.leave = true),
					},
				]
			: []),
	]);
	const general = computed<readonly PaletteCommand[]>(() => {
		const hint = t('common.palette.console');
		return [
			{ id: 'theme', label: t('common.switchTheme'), hint, run: preferences.toggleTheme },
			{ id: 'language', label: t('common.switchLanguage'), hint, run: preferences.toggleLanguage },
			{
				id: 'contrast',
				label: t(preferences.contrast ? 'common.contrastLess' : 'common.contrastMore'),
				hint,
				run: () => (preferences.contrast = !preferences.contrast),
			},
			{ id: 'system-theme', label: t('common.systemTheme'), hint, run: () => (preferences.theme = 'system') },
			{ id: 'errors', label: t('errors.nav'), hint, run: () => void router.push({ name: 'errors' }) },
			{ id: 'sheet', label: t('common.keys.sheet'), hint, keys: '?', run: openSheet },
		];
	});
	return computed(() => [...views.value, ...here.value, ...hours.value, ...persons.value, ...general.value]);
}
