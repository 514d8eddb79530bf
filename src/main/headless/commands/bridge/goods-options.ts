import type { WhRanges } from '../../../../shared/certificates/wh-ranges.ts';
import { PACKET_LIMITS } from '../../../../shared/codec/bridge-packet.ts';
import { decode } from '../../../../shared/codec/cbor.ts';
import type { CertificatePart } from '../../../../shared/codec/energy-certificate.ts';
import { parseDecimal } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../../shared/proofs/state-proof.ts';
import type { GridquorumNode } from '../../../node/types.ts';
import { idOption } from './value-options.ts';

/** A certificate, or a range of it. */
export interface NamedPart {
	readonly certificate: string;
	/** Null: all that the sender holds of it. */
	readonly range: readonly [fromWh: number, toWh: number] | null;
}

/** `GC-meter-1700000000000`, or with `@0-1.5` the kWh from and to. */
export function partOption(value: string, before: readonly NamedPart[] = []): readonly NamedPart[] {
	const refuse = (): never => {
		const expected = `a certificate, or one with a range in kWh such as GC-meter-7-1700000000000@0-1.5, at most ${PACKET_LIMITS.parts} times`;
		throw new CodedError('OPTION_INVALID', { option: '--part', value, expected });
	};
	if (before.length >= PACKET_LIMITS.parts) return refuse();
	const [name, range, ...more] = value.split('@');
	const certificate = idOption('--part')(name ?? '');
	if (range === undefined) return [...before, { certificate, range: null }];
	const [from, to] = range.split('-').map((part) => parseDecimal(part, 3));
	if (more.length > 0 || range.split('-').length !== 2 || from == null || to == null || from >= to) return refuse();
	return [...before, { certificate, range: [from, to] }];
}

/** The parts that a call names; for whole certificates, what the owner holds now. @throws CodedError OPTION_INVALID */
export async function namedParts(
	node: Pick<GridquorumNode, 'stateValue'>,
	owner: string,
	named: readonly NamedPart[],
): Promise<CertificatePart[]> {
	const parts: CertificatePart[] = [];
	for (const { certificate, range } of named) {
		const held = range ? [range] : await heldRanges(node, owner, certificate);
		for (const [fromWh, toWh] of held) parts.push({ certificate, fromWh, toWh });
	}
	return parts;
}

async function heldRanges(
	node: Pick<GridquorumNode, 'stateValue'>,
	owner: string,
	certificate: string,
): Promise<WhRanges> {
	const value = await node.stateValue(`certificates/held/${owner}/${certificate}`);
	const ranges = value ? (decode(value, STATE_VALUE_MAX_BYTES) as WhRanges) : [];
	if (ranges.length > 0) return ranges;
	const expected = `a certificate that ${owner} holds a part of`;
	throw new CodedError('OPTION_INVALID', { option: '--part', value: certificate, expected });
}
