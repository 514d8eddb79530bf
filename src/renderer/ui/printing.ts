import { onScopeDispose } from 'vue';

/** Paper is light whatever the screen shows, also when the browser's own menu prints. */
export function usePrinting(): () => void {
	const root = document.documentElement;
	let shown: string | undefined;
	const toPaper = () => {
		shown ??= root.dataset.theme;
		root.dataset.theme = 'light';
	};
	const toScreen = () => {
		if (shown !== undefined) root.dataset.theme = shown;
		shown = undefined;
	};
	window.addEventListener('beforeprint', toPaper);
	window.addEventListener('afterprint', toScreen);
	onScopeDispose(() => {
		toScreen();
		window.removeEventListener('beforeprint', toPaper);
		window.removeEventListener('afterprint', toScreen);
	});
	return () => window.print();
}
