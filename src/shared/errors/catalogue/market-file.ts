import type { CatalogueEntry } from '../entry.ts';

const correctFile = {
	en: 'Correct the file at this path; docs/integrate/clearing.md has every field.',
	zh: '请在该路径处更正文件；全部字段见 docs/integrate/clearing.md。',
};
const correctData = {
	en: 'Correct the row or export the data again; docs/integrate/clearing.md has every column.',
	zh: '请更正该行或重新导出数据；全部列见 docs/integrate/clearing.md。',
};

/** Messages of a market file begin with the JSON path, those of market data with the file. */
export const marketFileErrors = {
	MARKET_FILE_UNREADABLE: {
		en: '{path}: {file} cannot be read ({reason}).',
		zh: '{path}：无法读取 {file}（{reason}）。',
		cause: {
			en: 'The file is missing, is a directory, may not be read, is no UTF-8, or is larger than 64 MiB.',
			zh: '文件不存在、是目录、没有读取权限、不是 UTF-8，或大于 64 MiB。',
		},
		action: { en: 'Check the path; split what is larger.', zh: '请检查路径；过大的文件请拆分。' },
	},
	MARKET_FILE_JSON: {
		en: '{path}: no JSON ({reason}).',
		zh: '{path}：不是有效的 JSON（{reason}）。',
		cause: {
			en: 'The text does not follow RFC 8259, or is nested too deeply.',
			zh: '文本不符合 RFC 8259，或嵌套过深。',
		},
		action: correctFile,
	},
	MARKET_FILE_MISSING: {
		en: '{path}: required and missing.',
		zh: '{path}：缺少必填字段。',
		cause: { en: 'A market or an order lacks a field.', zh: '市场或订单缺少字段。' },
		action: correctFile,
	},
	MARKET_FILE_UNKNOWN: {
		en: '{path}: not a field of {what}.',
		zh: '{path}：不是 {what} 的字段。',
		cause: {
			en: 'A field is misspelt or belongs to another kind of order; ignoring it could clear another market than meant.',
			zh: '字段拼写有误或属于其他订单类型；忽略它可能会出清与本意不同的市场。',
		},
		action: correctFile,
	},
	MARKET_FILE_TYPE: {
		en: '{path}: must be {expected}.',
		zh: '{path}：应为 {expected}。',
		cause: { en: 'The value has another form than the field asks for.', zh: '取值不符合该字段的格式。' },
		action: correctFile,
	},
	MARKET_FILE_NUMBER: {
		en: '{path}: {value} is not {expected}.',
		zh: '{path}：{value} 无效，应为 {expected}。',
		cause: {
			en: 'A number has more decimals than 6, is past ±9,007,199,254.740991, or is outside what the field takes.',
			zh: '数值小数位超过 6 位、超出 ±9,007,199,254.740991，或超出该字段的范围。',
		},
		action: correctFile,
	},
	MARKET_FILE_TICK: {
		en: '{path}: {value} is no multiple of the tick {tick}.',
		zh: '{path}：{value} 不是最小价位 {tick} 的整数倍。',
		cause: {
			en: 'The market states a tick, and every price and fee keeps to it.',
			zh: '市场规定了最小价位，所有价格和费用均须遵守。',
		},
		action: correctFile,
	},
	MARKET_FILE_DUPLICATE: {
		en: '{path}: "{value}" is there already.',
		zh: '{path}：“{value}”已存在。',
		cause: { en: 'Two orders, zones or periods have one name.', zh: '两个订单、区域或时段同名。' },
		action: correctFile,
	},
	MARKET_FILE_REFERENCE: {
		en: '{path}: "{value}" is no {what}.',
		zh: '{path}：“{value}”不是 {what}。',
		cause: {
			en: 'A zone is not listed, a parent is no block of the same market, or blocks are their own ancestors.',
			zh: '区域未列出、父订单不是同一市场的区块订单，或区块订单互为祖先。',
		},
		action: correctFile,
	},
	MARKET_FILE_LIMIT: {
		en: '{path}: more than {limit} {what}.',
		zh: '{path}：超过 {limit} {what}。',
		cause: { en: 'The market is larger than one clearing takes.', zh: '市场规模超过单次出清的上限。' },
		action: { en: 'Clear it in parts.', zh: '请分批出清。' },
	},
	MARKET_FILE_TOTAL: {
		en: '{path}: the total quantity passes 9,007,199,254.740991.',
		zh: '{path}：总数量超过 9,007,199,254.740991。',
		cause: {
			en: 'Quantities are counted in millionths, and a sum past the safe integers would not be exact.',
			zh: '数量以百万分之一计数，超过安全整数的总和将不精确。',
		},
		action: { en: 'State quantities in a larger unit.', zh: '请使用更大的数量单位。' },
	},
	MARKET_DATA_UNREADABLE: {
		en: '{file}: cannot be read ({reason}).',
		zh: '{file}：无法读取（{reason}）。',
		cause: {
			en: 'The file is neither there as .csv.gz nor as .csv, may not be read, or is damaged.',
			zh: '既没有 .csv.gz 也没有 .csv 文件、没有读取权限，或文件已损坏。',
		},
		action: {
			en: 'Check the directory; docs/integrate/clearing.md lists its files.',
			zh: '请检查目录；文件列表见 docs/integrate/clearing.md。',
		},
	},
	MARKET_DATA_COLUMN: {
		en: '{file}, line 1: the column {column} is not there exactly once.',
		zh: '{file} 第 1 行：{column} 列应恰好出现一次。',
		cause: { en: 'The header lacks a column, or names it twice.', zh: '表头缺少该列，或该列重复。' },
		action: correctData,
	},
	MARKET_DATA_ROW: {
		en: '{file}, line {line}, column {column}: "{value}" is not {expected}.',
		zh: '{file} 第 {line} 行 {column} 列：“{value}”无效，应为 {expected}。',
		cause: { en: 'The cell has another form than its column asks for.', zh: '单元格不符合该列的格式。' },
		action: correctData,
	},
	MARKET_DATA_CONFLICT: {
		en: '{file}, line {line}: another row has stated {what} already.',
		zh: '{file} 第 {line} 行：另一行已给出 {what}。',
		cause: {
			en: 'Two rows with different values are for one zone, link or block and one period.',
			zh: '同一区域、联络线或区块订单的同一时段有两行不同取值。',
		},
		action: correctData,
	},
	MARKET_DATA_MISSING: {
		en: '{file}: no rows for {what}.',
		zh: '{file}：没有 {what} 的数据。',
		cause: { en: 'The files do not cover the same days.', zh: '各文件涵盖的日期不一致。' },
		action: {
			en: 'Choose days by --days that all files have, or export the data again.',
			zh: '请用 --days 选择所有文件都有的日期，或重新导出数据。',
		},
	},
	MARKET_DATA_LIMIT: {
		en: '{file}, line {line}: more than {limit} {what}.',
		zh: '{file} 第 {line} 行：超过 {limit} {what}。',
		cause: { en: 'The data are larger than a replay takes.', zh: '数据规模超过回放的上限。' },
		action: { en: 'Replay it in parts.', zh: '请分批回放。' },
	},
	MARKET_DATA_FORCED: {
		en: '{day}, period {period}: {zone} cannot take what the border to {neighbour} forces on it.',
		zh: '{day} 第 {period} 时段：{zone} 无法承受与 {neighbour} 边界的强制潮流。',
		cause: {
			en: 'A fixed exchange, or bounds with one sign, are more than the orders and links of the market can balance.',
			zh: '固定交换量或同号边界超出市场订单与联络线可平衡的范围。',
		},
		action: correctData,
	},
} as const satisfies Record<string, CatalogueEntry>;
