import { formatStamp } from '../formats/calendar.ts';
import type { EvidenceCertificate } from './evidence.ts';
import { EVIDENCE_WORDS, type EvidenceLanguage } from './evidence-words.ts';

const ESCAPES: { readonly [character: string]: string } = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

const STYLE = `
body{font:11pt/1.45 Georgia,"Noto Serif SC",serif;max-width:46em;margin:2em auto;padding:0 1em;color:#111}
h1{font-size:1.5em}h2{font-size:1.1em;margin-top:1.6em;border-bottom:1px solid #999}
table{border-collapse:collapse;width:100%;font-size:.92em}td,th{text-align:left;vertical-align:top;padding:.2em .6em .2em 0}
code{font:9pt/1.3 ui-monospace,monospace;overflow-wrap:anywhere}.refused{color:#a00}
tr{break-inside:avoid}@page{margin:18mm}
`;

/** A page of its own, to print: nothing in it is loaded from anywhere, and nothing that a chain says is markup. */
export function evidencePage(certificate: EvidenceCertificate, language: EvidenceLanguage): string {
	const words = EVIDENCE_WORDS[language];
	const { deed, ok, checks, firstFault, clock, tip, trades, signatures, custody, currency } = certificate;
	const party = (name: string, value: string | number): string => row([name, value]);
	const body = [
		`<h1>${text(words.title)}</h1>`,
		`<p${ok ? '' : ' class="refused"'}>${text(ok ? words.verified : `${words.refused} ${firstFault?.check ?? ''}: ${firstFault?.detail ?? ''}`)}</p>`,
		section(words.contract, [
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
			party(words.threshold, certificate.threshold),
			...signatures.flatMap(({ participant, as, signature, height, time }) => [
				row([
					`${participant} (${words.capacities[as]})`,
					height === null || time === null ? words.unsigned : `${words.block} ${height}, ${formatStamp(time)}`,
				]),
				...(signature === null ? [] : [codeRow('', signature)]),
			]),
		]),
		section(words.time, [party('', words.clock(clock.aheadMs, clock.behindMs))]),
		section(words.chain, [
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
		section(
			words.report,
			checks.map(({ name, ok: passed, detail }) => row([passed ? '✓' : '✗', name, detail])),
		),
		`<p>${text(words.software)}</p>`,
	];
	return `<!doctype html>\n<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${text(`${words.title} ${deed}`)}</title><style>${STYLE}</style></head><body>\n${body.join('\n')}\n</body></html>\n`;
}

function section(title: string, rows: readonly string[]): string {
	return `<h2>${text(title)}</h2><table>${rows.join('')}</table>`;
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
