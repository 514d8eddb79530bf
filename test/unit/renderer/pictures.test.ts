import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { NodeTypes, type RootNode, type TemplateChildNode } from '@vue/compiler-dom';
import { parse } from '@vue/compiler-sfc';
import { describe, expect, it } from 'vitest';

const features = join(import.meta.dirname, '../../../src/renderer/features');

/** Pictures without a FigurePanel, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
	'overview/DayChart.vue': 'the view has one line for table, CSV and PNG; its twin is DayTable',
	'positions/PositionStrip.vue': 'its hours stand as a table under it; CSV and PNG are in the same head',
	'auctions/network/ZoneMap.vue': 'its borders stand as a table beside it; CSV and PNG are in the same head',
	'trace/LifeLine.vue': 'four dates and their names, written at their marks',
};

interface Found {
	readonly tag: string;
	readonly isFramed: boolean;
	readonly isPicture: boolean;
}

/** Elements of a template that are pictures or components, and whether a FigurePanel is around each. */
function elementsOf(file: string): Found[] {
	const ast = parse(readFileSync(file, 'utf8')).descriptor.template?.ast;
	const found: Found[] = [];
	const walk = (nodes: readonly TemplateChildNode[], isFramed: boolean): void => {
		for (const node of nodes) {
			if (node.type !== NodeTypes.ELEMENT) continue;
			const isImage = node.props.some(
				(prop) => prop.type === NodeTypes.ATTRIBUTE && prop.name === 'role' && prop.value?.content === 'img',
			);
			found.push({ tag: node.tag, isFramed, isPicture: node.tag === 'EChart' || (node.tag === 'svg' && isImage) });
			walk(node.children, isFramed || node.tag === 'FigurePanel');
		}
	};
	walk((ast as RootNode | undefined)?.children ?? [], false);
	return found;
}

const files = readdirSync(features, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.vue'))
	.map((name) => join(features, name));
const templates = new Map(files.map((file) => [file, elementsOf(file)]));

/** Framed where it is drawn, or wherever the component that draws it is used. */
function isInFigure(file: string): boolean {
	const pictures = (templates.get(file) ?? []).filter(({ isPicture }) => isPicture);
	if (pictures.every(({ isFramed }) => isFramed)) return true;
	const name = file.slice(file.lastIndexOf('/') + 1, -'.vue'.length);
	const uses = [...templates.values()].flat().filter(({ tag }) => tag === name);
	return uses.length > 0 && uses.every(({ isFramed }) => isFramed);
}

describe('pictures', () => {
	const drawing = files.filter((file) => templates.get(file)?.some(({ isPicture }) => isPicture));

	it('are found where they are drawn', () => {
		expect(drawing.length).toBeGreaterThan(10);
	});

	it.each(drawing.map((file) => relative(features, file)))('%s has its table twin, CSV and PNG', (name) => {
		expect(isInFigure(join(features, name)) || name in ELSEWHERE).toBe(true);
	});

	it('stand elsewhere only as long as they need to', () => {
		for (const name of Object.keys(ELSEWHERE)) {
			expect(drawing.map((file) => relative(features, file))).toContain(name);
			expect(isInFigure(join(features, name)), name).toBe(false);
		}
	});
});
