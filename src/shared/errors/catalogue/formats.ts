import type { CatalogueEntry } from '../entry.ts';

export const formatErrors = {
	EIC_INVALID: {
		en: '"{code}" is not an EIC code.',
		zh: '“{code}”不是 EIC 编码。',
		cause: {
			en: 'An EIC has 16 capitals, digits or hyphens: two digits lead, one of A, T, V, W, X, Y, Z is third, no hyphen is last.',
			zh: 'EIC 由 16 个大写字母、数字或连字符组成；前两位为数字，第三位为 A、T、V、W、X、Y、Z 之一，末位不是连字符。',
		},
		action: { en: 'Copy the code as its issuing office published it.', zh: '请按发码机构公布的编码原样填写。' },
	},
	EIC_CHECK_WRONG: {
		en: 'The EIC code {code} ends in {found}; its check character is {expected}.',
		zh: 'EIC 编码 {code} 的末位为 {found}，校验字符应为 {expected}。',
		cause: { en: 'At least one character of the code is mistyped.', zh: '编码中至少有一个字符录入有误。' },
		action: { en: 'Compare the code with the published one.', zh: '请与公布的编码核对。' },
	},
	EIC_TYPE_WRONG: {
		en: 'The EIC code {code} is of type {found}; {expected} is wanted here.',
		zh: 'EIC 编码 {code} 的类型为 {found}，此处需要 {expected}。',
		cause: {
			en: 'The code names another kind of object: X is a party, Y an area, Z a measurement point.',
			zh: '该编码标识的是另一类对象：X 为主体，Y 为区域，Z 为计量点。',
		},
		action: { en: 'Give the code of the right object.', zh: '请填写正确对象的编码。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
