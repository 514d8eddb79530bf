import type { CatalogueEntry } from '../entry.ts';

const correctRow = {
	en: 'Correct the row and import again; nothing was written.',
	zh: '请更正该行后重新导入；尚未写入任何内容。',
};

export const importErrors = {
	IMPORT_FILE_UNREADABLE: {
		en: '{file}: cannot be read ({reason}).',
		zh: '{file}：无法读取（{reason}）。',
		cause: { en: 'The file is missing, is a directory, or may not be read.', zh: '文件不存在、是目录或没有读取权限。' },
		action: { en: 'Check the path and its permissions.', zh: '请检查路径及其权限。' },
	},
	IMPORT_FILE_EMPTY: {
		en: '{file}, line {line}, column {column}: no row follows the header.',
		zh: '{file} 第 {line} 行 {column} 列：表头之后没有数据行。',
		cause: { en: 'The file ends after its header.', zh: '文件在表头之后结束。' },
		action: { en: 'Export the file again with its rows.', zh: '请重新导出包含数据行的文件。' },
	},
	IMPORT_COLUMN_MISSING: {
		en: '{file}, line {line}, column {column}: the column is missing.',
		zh: '{file} 第 {line} 行：缺少 {column} 列。',
		cause: { en: 'The header does not name a required column.', zh: '表头没有必需的列。' },
		action: {
			en: 'Add the column; docs/reference/neighbourhood-csv.md lists all.',
			zh: '请添加该列；全部列见 docs/reference/neighbourhood-csv.md。',
		},
	},
	IMPORT_COLUMN_DUPLICATE: {
		en: '{file}, line {line}, column {column}: the header names the column twice.',
		zh: '{file} 第 {line} 行：{column} 列在表头中出现两次。',
		cause: { en: 'Two columns have one name, so that the value is ambiguous.', zh: '两列同名，取值不明确。' },
		action: { en: 'Remove or rename one of them.', zh: '请删除或重命名其中一列。' },
	},
	IMPORT_ROW_MALFORMED: {
		en: '{file}, line {line}, column {column}: the row is malformed: {reason}.',
		zh: '{file} 第 {line} 行 {column} 列：行格式错误：{reason}。',
		cause: {
			en: 'The row is not RFC 4180 CSV with as many fields as the header.',
			zh: '该行不是与表头字段数一致的 RFC 4180 CSV。',
		},
		action: correctRow,
	},
	IMPORT_VALUE_INVALID: {
		en: '{file}, line {line}, column {column}: "{value}" is not {expected}.',
		zh: '{file} 第 {line} 行 {column} 列：“{value}”无效，应为 {expected}。',
		cause: { en: 'The value has another form than the column asks for.', zh: '取值不符合该列的格式。' },
		action: correctRow,
	},
	IMPORT_ENERGY_NEGATIVE: {
		en: '{file}, line {line}, column {column}: the energy {value} is negative.',
		zh: '{file} 第 {line} 行 {column} 列：电量 {value} 为负。',
		cause: { en: 'Load and generation are each counted upwards from 0.', zh: '用电与发电均从 0 起计。' },
		action: {
			en: 'Give generation in pv_wh and use in load_wh, both 0 or more.',
			zh: '请将发电填入 pv_wh、用电填入 load_wh，均不小于 0。',
		},
	},
	IMPORT_STAMP_INVALID: {
		en: '{file}, line {line}, column {column}: "{value}" is not the start of an hour in ISO 8601 with its offset.',
		zh: '{file} 第 {line} 行 {column} 列：“{value}”不是带时区偏移的 ISO 8601 整点时间。',
		cause: {
			en: 'The stamp has no offset, is not on the hour, or names no real day.',
			zh: '时间缺少偏移、不在整点或日期不存在。',
		},
		action: {
			en: 'Write it like 2017-07-24T13:00:00-08:00 or 2017-07-24T21:00:00Z.',
			zh: '请写成 2017-07-24T13:00:00-08:00 或 2017-07-24T21:00:00Z 的形式。',
		},
	},
	IMPORT_HOUR_DUPLICATE: {
		en: '{file}, line {line}, column {column}: {start} is already given on line {first}.',
		zh: '{file} 第 {line} 行 {column} 列：{start} 已在第 {first} 行给出。',
		cause: { en: 'Two rows speak of the same hour (of the same home).', zh: '两行描述同一小时（同一住户）。' },
		action: { en: 'Keep the right one of the two rows.', zh: '请只保留正确的一行。' },
	},
	IMPORT_HOME_DUPLICATE: {
		en: '{file}, line {line}, column {column}: the home {home} is already given on line {first}.',
		zh: '{file} 第 {line} 行 {column} 列：住户 {home} 已在第 {first} 行给出。',
		cause: { en: 'Two rows of homes.csv name one home.', zh: 'homes.csv 中两行是同一住户。' },
		action: { en: 'Give each home its own name.', zh: '请为每个住户取唯一名称。' },
	},
	IMPORT_HOME_UNKNOWN: {
		en: '{file}, line {line}, column {column}: the home {home} is not in {homesFile}.',
		zh: '{file} 第 {line} 行 {column} 列：{homesFile} 中没有住户 {home}。',
		cause: { en: 'A reading belongs to a home that was not declared.', zh: '读数属于未声明的住户。' },
		action: { en: 'Add the home to homes.csv or remove its readings.', zh: '请将该住户加入 homes.csv 或删除其读数。' },
	},
	IMPORT_TARIFF_MISSING: {
		en: '{file}, line {line}, column {column}: {tariffFile} has no price for {start}.',
		zh: '{file} 第 {line} 行 {column} 列：{tariffFile} 中没有 {start} 的电价。',
		cause: { en: 'An hour with readings has no tariff.', zh: '有读数的小时缺少电价。' },
		action: { en: 'Add the hour to tariff.csv.', zh: '请在 tariff.csv 中补充该小时。' },
	},
	IMPORT_READING_MISSING: {
		en: '{file}, line {line}, column {column}: after this line the reading of home {home} for {start} (local) is missing.',
		zh: '{file} 第 {line} 行 {column} 列：此行之后缺少住户 {home} 在 {start}（当地时间）的读数。',
		cause: {
			en: 'The chosen hours have a hole; a missing reading is not a zero.',
			zh: '所选时段有缺口；缺失的读数不等于 0。',
		},
		action: {
			en: 'Complete the file, or choose other hours with --from and --hours.',
			zh: '请补全文件，或用 --from 和 --hours 选择其他时段。',
		},
	},
	IMPORT_DAY_MISSING: {
		en: '{file}, line {line}, column {column}: the day {day} is not there.',
		zh: '{file} 第 {line} 行 {column} 列：没有日期 {day}。',
		cause: { en: 'The file ends at this line without the day asked for.', zh: '文件到此行为止没有所需日期。' },
		action: { en: 'Choose a day of the file with --from YYYY-MM-DD.', zh: '请用 --from YYYY-MM-DD 选择文件中的日期。' },
	},
	IMPORT_DAY_INCOMPLETE: {
		en: '{file}, line {line}, column {column}: no day is complete for all homes; after this line the reading of home {home} for {start} (local) is missing.',
		zh: '{file} 第 {line} 行 {column} 列：没有一天对所有住户完整；此行之后缺少住户 {home} 在 {start}（当地时间）的读数。',
		cause: {
			en: 'Without --from the market begins with the first full day, 00:00 to 23:00 for every home.',
			zh: '未指定 --from 时，市场从第一个完整日（每户 00:00 至 23:00）开始。',
		},
		action: {
			en: 'Complete the file, or begin with a part of a day by --from YYYY-MM-DD and --hours.',
			zh: '请补全文件，或用 --from YYYY-MM-DD 和 --hours 从不完整的一天开始。',
		},
	},
	IMPORT_RANGE_SHORT: {
		en: '{file}, line {line}, column {column}: {wanted} hours are wanted from {day} on, the file ends after {available}.',
		zh: '{file} 第 {line} 行 {column} 列：自 {day} 起需要 {wanted} 小时，文件在 {available} 小时后结束。',
		cause: { en: 'The readings do not reach as far as --hours asks.', zh: '读数不足以覆盖 --hours 要求的时长。' },
		action: { en: 'Ask for fewer hours or begin earlier with --from.', zh: '请减少小时数，或用 --from 提前开始。' },
	},
	IMPORT_LIMIT_EXCEEDED: {
		en: '{file}, line {line}, column {column}: more than {limit} {what}.',
		zh: '{file} 第 {line} 行 {column} 列：超过 {limit} {what} 的上限。',
		cause: { en: 'The file is larger than one network takes in.', zh: '文件超过单个网络的导入上限。' },
		action: { en: 'Split the neighbourhood.', zh: '请拆分社区数据。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
