import { formatStamp } from '../formats/calendar.ts';
import type { EvidenceCertificate } from './evidence.ts';
import type { EvidenceKey } from './evidence-keys.ts';
import { EVIDENCE_WORDS, type EvidenceLanguage, type Words } from './evidence-words.ts';

const ESCAPES: { readonly [character: string]: string } = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** As the console: serif speaks, figures stand in columns, a rule opens each part. Nothing is loaded, fonts neither. */
const STYLE = `
:root{--ink:#1b1a17;--ink-2:#4e4a41;--ink-3:#6a6457;--hairline:#e0d8c8;--bad:#c0311a;--ok:#1d6a4b}
*{box-sizing:border-box}
body{font:12px/17px "Helvetica Neue",Arial,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;font-variant-numeric:tabular-nums lining-nums;max-width:760px;margin:28px auto;padding:0 16px;color:var(--ink);background:#fbf8f1}
h1{font:500 28px/34px "Source Serif 4",Georgia,"Noto Serif SC","Songti SC",serif;letter-spacing:-.014em;margin:0 0 6px}
h2{font:600 14px/18px "Source Serif 4",Georgia,"Noto Serif SC","Songti SC",serif;border-top:2px solid var(--ink);padding-top:7px;margin:16px 0 6px}
.verdict{font:400 16px/24px "Source Serif 4",Georgia,"Noto Serif SC","Songti SC",serif;margin:0}
table{border-collapse:collapse;width:100%;table-layout:fixed}
td,th{text-align:left;vertical-align:top;padding:3px 12px 3px 0;border-bottom:1px solid var(--hairline);overflow-wrap:anywhere}
th{font-weight:500;color:var(--ink-3);border-bottom-color:var(--ink)}
td:first-child{color:var(--ink-2)}
code{font:10px/14px "IBM Plex Mono",ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.refused{color:var(--bad)}.pass td:first-child{color:var(--ok)}
col.name{width:26%}col.mark{width:4%}col.check{width:18%}col.step{width:12%}col.thing{width:26%}col.where{width:20%}
tr{break-inside:avoid}h2{break-after:avoid}
@page{size:A4;margin:16mm}@media print{body{background:none;max-width:none;margin:0;padding:0}}
`;

/** A page of its own, to print: nothing in it is loaded from anywhere, and nothing that a chain says is markup. */
export function evidencePage(certificate: EvidenceCertificate, language: EvidenceLanguage): string {
	const words = EVIDENCE_WORDS[language];
	const { deed, ok, checks, firstFault, clock, tip, trades, signatures, custody, currency } = certificate;
	const party = (name: string, value: string | number): string => row([name, value]);
	const body = [
		`<h1>${text(words.title)}</h1>`,
		`<p class="verdict${ok ? '' : ' refused'}">${text(ok ? words.verified : `${words.refused} ${firstFault?.check ?? ''}: ${firstFault?.detail ?? ''}`)}</p>`,
		section(words.contract, [
			columns(['name', '']),
			party(words.deed, `${deed} · ${words.version} ${certificate.version}`),
			party(words.state, words.states[certificate.state]),
			party(words.generator, certificate.generator),
			party(words.user, certificate.user),
			party(words.gridOperator, certificate.gridOperator),
			party(words.product, certificate.product),
			codeRow(words.digest, certificate.digest),
			codeRow(words.signedBytes, certificate.signedBytes),
		]),
		section(words.terms, [
			head([words.trade, words.delivery, words.energy, words.price, words.amount, words.fees]),
			...trades.map((trade) =>
				row([
					trade.trade,
					`${formatStamp(trade.deliveryStart)} – ${formatStamp(trade.deliveryEnd)}`,
					`${trade.quantityWh} Wh`,
					`${micro(trade.price)} ${currency}/kWh`,
					`${micro(trade.amount)} ${currency}`,
					`${micro(trade.fee + trade.border + trade.congestion)} ${currency}`,
				]),
			),
		]),
		section(words.signatures, [
			columns(['name', '']),
			party(words.threshold, certificate.threshold),
			...signatures.flatMap(({ participant, as, signature, height, time, key }) => [
				row([
					`${participant} (${words.capacities[as]})`,
					height === null || time === null ? words.unsigned : `${words.block} ${height}, ${formatStamp(time)}`,
				]),
				...(key === null ? [] : [party(words.admitted, admission(key, words)), codeRow(words.key, key.publicKey)]),
				...(signature === null ? [] : [codeRow(words.signature, signature)]),
			]),
		]),
		`<h2>${text(words.time)}</h2><p>${text(words.clock(clock.aheadMs, clock.behindMs))}</p>`,
		section(words.chain, [
			columns(['name', '']),
			party(words.chainId, certificate.chainId),
			codeRow(words.genesis, certificate.genesisDigest),
			party(words.drafted, certificate.draftedAt),
			party(words.decided, certificate.decidedAt),
			party(
				words.tip,
				`${certificate.historyHeight}, ${words.certifiedBy} ${tip.certifiedByHeight}, ${words.epoch} ${tip.epoch}`,
			),
			party(words.signers, `${tip.signers.join(', ')} (${tip.signers.length}/${tip.validators})`),
		]),
		section(words.custody, [
			columns(['step', 'thing', 'where', '']),
			head([words.step, words.what, words.where, words.facts]),
			...custody.map(({ what, id, height, time, facts }) =>
				row([
					words.steps[what],
					id,
					`${words.block} ${height}, ${formatStamp(time)}`,
					Object.entries(facts)
						.map(([name, value]) => `${name} ${value}`)
						.join(', '),
				]),
			),
		]),
		section(words.report, [
			columns(['mark', 'check', '']),
			...checks.map(({ name, ok: passed, detail }) => row([passed ? '✓' : '✗', name, detail])),
		]),
		`<p>${text(words.software)}</p>`,
	];
	return `<!doctype html>\n<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${text(`${words.title} ${deed}`)}</title><style>${STYLE}</style></head><body>\n${body.join('\n')}\n</body></html>\n`;
}

function section(title: string, rows: readonly string[]): string {
	return `<h2>${text(title)}</h2><table>${rows.join('')}</table>`;
}

/** Widths of a table's columns, by their class in the style. */
function columns(names: readonly string[]): string {
	return `<colgroup>${names.map((name) => `<col class="${name}">`).join('')}</colgroup>`;
}

function admission({ admittedAt, rotatedAt }: EvidenceKey, words: Words): string {
	const admitted = admittedAt === 0 ? words.inGenesis : `${words.block} ${admittedAt}`;
	return rotatedAt.length === 0 ? admitted : `${admitted}, ${words.rotated} ${rotatedAt.join(', ')}`;
}

function row(cells: readonly (string | number)[]): string {
	return `<tr>${cells.map((cell) => `<td>${text(String(cell))}</td>`).join('')}</tr>`;
}

function head(cells: readonly string[]): string {
	return `<tr>${cells.map((cell) => `<th>${text(cell)}</th>`).join('')}</tr>`;
}

function codeRow(name: string, hex: string): string {
	return `<tr><td>${text(name)}</td><td><code>${text(hex)}</code></td></tr>`;
}

function text(value: string): string {
	return value.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}

/** Micro-units as a decimal, exact. */
function micro(value: number): string {
	const digits = String(Math.abs(value)).padStart(7, '0');
	const fraction = digits.slice(-6).replace(/0+$/, '');
	return `${value < 0 ? '−' : ''}${digits.slice(0, -6)}${fraction === '' ? '' : `.${fraction}`}`;
}
