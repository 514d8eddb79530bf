import type { CatalogueEntry } from '../entry.ts';

export const contractErrors = {
	GENESIS_INVALID: {
		en: '{path}: {reason}.',
		zh: '{path}：{reason}。',
		cause: { en: 'The genesis document contradicts itself.', zh: '创世文件自相矛盾。' },
		action: { en: 'Correct the document; every validator needs the same one.', zh: '请更正文件；所有验证者须使用同一份。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
