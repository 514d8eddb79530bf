import type { HostState } from '../../../shared/contract/index.ts';
import type { CodedFailure } from '../../rpc/failure.ts';

/** What was filled in so far, per door; kept while the console is open, so that nobody types it twice. */
export interface DemoDraft {
	directory: string;
	speed: string;
	/** One of the offered players, or `named` for those of `names`. */
	player: 'grid' | 'named' | 'nobody';
	/** Ids by comma. */
	names: string;
}

export interface JoinDraft {
	file: File | null;
	/** The document as base64; null until it was read. */
	genesis: string | null;
	digest: string;
	directory: string;
	role: 'observer' | 'validator';
	validator: string;
	port: string;
	/** Multiaddresses, one a line. */
	peers: string;
	passphrase: string;
	repeated: string;
}

export interface OpenDraft {
	directory: string;
	passphrase: string;
}

/** Faults by field; none may begin while one is left. */
export type Faults<Field extends string> = Partial<Record<Field, CodedFailure>>;

/** Participant of every demo market that carries the energy. */
export const GRID_PLAYER = 'grid-operator';
export const PASSPHRASE_CHARACTERS = 12;
export const PASSPHRASE_KINDS = 6;
const DIGEST_DIGITS = 64;
const GROUP = 4;
const LONGEST_PORT = 65_535;
const FASTEST = 3_600;
const PLAYERS_MAX = 100;
const PEERS_MAX = 64;
const NAME_MAX = 160;
const VALIDATOR_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;
const MULTIADDR = /^\/(?:ip4|ip6|dns|dns4|dns6)\/[^/\s]+\/tcp\/\d{1,5}(?:\/p2p\/[A-Za-z0-9]+)?$/;

export function emptyDemo(proposed: HostState['proposed']): DemoDraft {
	return { directory: proposed.demo.directory, speed: '60', player: 'grid', names: '' };
}

export function emptyJoin(proposed: HostState['proposed']): JoinDraft {
	return {
		file: null,
		genesis: null,
		digest: '',
		directory: proposed.node.directory,
		role: 'observer',
		validator: '',
		port: '0',
		peers: '',
		passphrase: '',
		repeated: '',
	};
}

export function emptyOpen(proposed: HostState['proposed']): OpenDraft {
	return { directory: proposed.node.exists ? proposed.node.directory : '', passphrase: '' };
}

const EMPTY: CodedFailure = { code: 'SETUP_FIELD_EMPTY', details: {} };

/** Of a field that holds something else than it should. */
function wrong(text: string, code: string, detail: string): CodedFailure {
	return text.trim() === '' ? EMPTY : { code, details: { [detail]: text.trim().slice(0, 60) } };
}

function directoryFault(directory: string): CodedFailure | undefined {
	return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(directory.trim())
		? undefined
		: wrong(directory, 'SETUP_DIRECTORY_RELATIVE', 'directory');
}

function wholeNumber(text: string, least: number, most: number): number | null {
	const trimmed = text.trim();
	if (!/^\d{1,6}$/.test(trimmed)) return null;
	const value = Number(trimmed);
	return value >= least && value <= most ? value : null;
}

/** Ids that the person plays; `[]` watches. */
export function playersOf(draft: DemoDraft): string[] {
	if (draft.player === 'nobody') return [];
	if (draft.player === 'grid') return [GRID_PLAYER];
	return [...new Set(draft.names.split(/[,，;\s]+/).filter(Boolean))];
}

export function speedOf(draft: DemoDraft): number | null {
	return wholeNumber(draft.speed, 1, FASTEST);
}

export function demoFaults(draft: DemoDraft): Faults<'directory' | 'speed' | 'names'> {
	const faults: Faults<'directory' | 'speed' | 'names'> = {};
	const directory = directoryFault(draft.directory);
	if (directory) faults.directory = directory;
	if (speedOf(draft) === null) faults.speed = wrong(draft.speed, 'SETUP_SPEED', 'speed');
	const players = playersOf(draft);
	const excess = players.find((name) => name.length > NAME_MAX) ?? players.at(PLAYERS_MAX);
	if (draft.player === 'named' && players.length === 0) faults.names = EMPTY;
	else if (draft.player === 'named' && excess !== undefined) faults.names = wrong(excess, 'SETUP_PLAYERS', 'name');
	return faults;
}

/** Hexadecimal digits of a digest as people write it: in groups, with colons, in capitals, behind `0x`. */
export function digestDigits(text: string): string {
	return text
		.trim()
		.replace(/^0x/i, '')
		.replace(/[\s:.,-]+/g, '')
		.toLowerCase();
}

/** Compares what the person has from another source with the document's own digest. */
export function digestFault(given: string, own: string): CodedFailure | undefined {
	const digits = digestDigits(given);
	if (!/^[0-9a-f]{64}$/.test(digits))
		return { code: 'SETUP_DIGEST_INCOMPLETE', details: { digits: digits.replace(/[^0-9a-f]/g, '').length } };
	if (digits === own) return undefined;
	for (let at = 0; at < DIGEST_DIGITS; at += GROUP) {
		const [mine, theirs] = [own.slice(at, at + GROUP), digits.slice(at, at + GROUP)];
		if (mine !== theirs)
			return { code: 'SETUP_DIGEST_DIFFERS', details: { group: at / GROUP + 1, own: mine, given: theirs } };
	}
	return undefined;
}

export function peersOf(text: string): string[] {
	return text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter(Boolean);
}

export function portOf(draft: JoinDraft): number | null {
	return wholeNumber(draft.port, 0, LONGEST_PORT);
}

export type NodeField = 'directory' | 'validator' | 'port' | 'peers';

export function nodeFaults(draft: JoinDraft): Faults<NodeField> {
	const faults: Faults<NodeField> = {};
	const directory = directoryFault(draft.directory);
	if (directory) faults.directory = directory;
	if (draft.role === 'validator' && !VALIDATOR_ID.test(draft.validator.trim()))
		faults.validator = wrong(draft.validator, 'SETUP_VALIDATOR_ID', 'id');
	if (portOf(draft) === null) faults.port = wrong(draft.port, 'SETUP_PORT', 'port');
	const lines = draft.peers.split(/\r?\n/);
	const at = lines.findIndex(
		(line, index) => line.trim() !== '' && (!MULTIADDR.test(line.trim()) || index >= PEERS_MAX),
	);
	if (at >= 0)
		faults.peers = {
			code: 'SETUP_PEER_ADDRESS',
			details: { line: at + 1, address: (lines[at] as string).trim().slice(0, 60) },
		};
	return faults;
}

export interface PassphraseRule {
	readonly isLong: boolean;
	readonly isVaried: boolean;
	readonly isRepeated: boolean;
}

export function passphraseRule(passphrase: string, repeated: string): PassphraseRule {
	const characters = [...passphrase];
	return {
		isLong: characters.length >= PASSPHRASE_CHARACTERS,
		isVaried: new Set(characters).size >= PASSPHRASE_KINDS,
		isRepeated: passphrase !== '' && passphrase === repeated,
	};
}

export function passphraseFaults(passphrase: string, repeated: string): Faults<'passphrase' | 'repeated'> {
	const rule = passphraseRule(passphrase, repeated);
	const characters = [...passphrase];
	if (!rule.isLong || !rule.isVaried)
		return {
			passphrase: {
				code: 'SETUP_PASSPHRASE_WEAK',
				details: { characters: characters.length, kinds: new Set(characters).size },
			},
		};
	return rule.isRepeated ? {} : { repeated: { code: 'SETUP_PASSPHRASE_DIFFERS', details: {} } };
}

export function openFaults(draft: OpenDraft): Faults<'directory'> {
	const directory = directoryFault(draft.directory);
	return directory ? { directory } : {};
}
