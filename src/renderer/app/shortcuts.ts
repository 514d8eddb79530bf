import { onScopeDispose, readonly, shallowRef } from 'vue';

/**
 * `keys` is one chord (`mod+k`, `ctrl+enter`, `/`, `?`, `ArrowUp`) or a sequence of two keys (`g a`).
 * `mod` is Command on macOS and Control elsewhere. Chords with mod, ctrl or alt also work while typing.
 */
export interface Shortcut {
	readonly keys: string;
	/** Message key of what it does; shown on the shortcut sheet. Without one it stays off the sheet. */
	readonly label?: string;
	readonly group?: 'go' | 'view' | 'console';
	readonly run: () => void;
	/** Belongs to a modal dialog and is heard only while one is open. */
	readonly inDialog?: boolean;
	/** Refuses the key for now; it then falls to an older registration or to the browser. */
	readonly when?: () => boolean;
}

interface Entry extends Shortcut {
	readonly layer: number;
}

const DIALOG_LAYER = 1;
const SEQUENCE_TIMEOUT_MS = 1_200;
const entries = shallowRef<readonly Entry[]>([]);
let layer = 0;
let pending: { readonly key: string; readonly at: number } | null = null;

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		(target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
		(target as HTMLInputElement).type !== 'range'
	);
}

/** The chord that an event stands for, in the notation of `Shortcut.keys`. */
export function chordOf(event: KeyboardEvent): string {
	const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
	const mod = isMac ? event.metaKey : event.ctrlKey;
	const parts: string[] = [];
	if (mod) parts.push('mod');
	if (isMac && event.ctrlKey) parts.push('ctrl');
	if (event.altKey) parts.push('alt');
	if (event.shiftKey && event.key.length > 1) parts.push('shift');
	return [...parts, key].join('+');
}

function normal(keys: string): string {
	return keys
		.toLowerCase()
		.split(' ')
		.map((chord) => (isMac ? chord : chord.replace('ctrl+', 'mod+')))
		.join(' ');
}

/** Runs the newest matching shortcut of the top layer. Answers whether one ran. */
export function handleKey(event: KeyboardEvent): boolean {
	if (event.defaultPrevented || event.isComposing || (event.repeat && event.key === 'Enter')) return false;
	const chord = chordOf(event);
	const held = chord.includes('mod+') || chord.includes('ctrl+') || chord.includes('alt+');
	if (isTyping(event.target) && !held) {
		// Esc leaves the field; the next Esc leaves the drawer or the page that it is in.
		if (chord !== 'escape' || layer > 0) return false;
		event.preventDefault();
		(event.target as HTMLElement).blur();
		return true;
	}
	const onControl = event.target instanceof HTMLElement && event.target.closest('button, a, [role=option]') !== null;
	if (onControl && (chord === 'enter' || chord === 'space')) return false;
	const sequence = pending && event.timeStamp - pending.at < SEQUENCE_TIMEOUT_MS ? `${pending.key} ${chord}` : null;
	pending = null;
	const candidates = entries.value.filter((entry) => entry.layer === layer).reverse();
	for (const wanted of sequence ? [sequence, chord] : [chord]) {
		const entry = candidates.find((it) => normal(it.keys) === wanted && (it.when?.() ?? true));
		if (entry) {
			event.preventDefault();
			entry.run();
			return true;
		}
	}
	if (!held && candidates.some((entry) => normal(entry.keys).startsWith(`${chord} `)))
		pending = { key: chord, at: event.timeStamp };
	return false;
}

/** Registers until the calling component or effect scope ends. Later registrations win. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
	const added = shortcuts.map((shortcut): Entry => ({ ...shortcut, layer: shortcut.inDialog ? DIALOG_LAYER : layer }));
	entries.value = [...entries.value, ...added];
	onScopeDispose(() => {
		entries.value = entries.value.filter((entry) => !added.includes(entry));
	});
}

/** While a modal dialog is open only what it registers is heard. Returns the release. */
export function pushShortcutLayer(): () => void {
	layer += 1;
	let released = false;
	return () => {
		if (!released) layer -= 1;
		released = true;
	};
}

/** Everything registered below dialogs, for the sheet and the palette. */
export const registeredShortcuts = readonly(entries);

const NAMES: Readonly<Record<string, string>> = {
	mod: isMac ? '⌘' : 'Ctrl',
	ctrl: 'Ctrl',
	alt: isMac ? '⌥' : 'Alt',
	shift: isMac ? '⇧' : 'Shift',
	enter: 'Enter',
	escape: 'Esc',
	arrowup: '↑',
	arrowdown: '↓',
	arrowleft: '←',
	arrowright: '→',
	space: 'Space',
};

/** How keys are printed on a key cap: `mod+k` is “Ctrl K”. */
export function keyCaps(keys: string): string {
	return keys
		.split(/[ +]/)
		.map((part) => NAMES[part.toLowerCase()] ?? (part.length === 1 && keys.includes('+') ? part.toUpperCase() : part))
		.join(' ');
}
