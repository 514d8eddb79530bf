import type { CatalogueEntry } from '../entry.ts';

export const documentErrors = {
	DOCUMENT_KEY_REFUSED: {
		en: 'The key of {document} cannot be opened with this secret.',
		zh: '无法用此私钥打开 {document} 的密钥。',
		cause: {
			en: 'It was wrapped to another encryption key, for another document, or was changed on the way.',
			zh: '该密钥是为其他加密密钥或其他文件封装的，或在途中被改动。',
		},
		action: {
			en: 'Ask for the key again, after a rotation with the new encryption key.',
			zh: '请重新申请密钥；若已轮换，请使用新的加密密钥。',
		},
	},
} as const satisfies { [code: string]: CatalogueEntry };
