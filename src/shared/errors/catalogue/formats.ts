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
	ZONE_UNKNOWN: {
		en: 'The time zone {zone} is not known.',
		zh: '未知时区 {zone}。',
		cause: {
			en: 'It is neither UTC, an offset such as +08:00, nor a zone of the IANA database.',
			zh: '既不是 UTC，也不是 +08:00 形式的偏移或 IANA 时区。',
		},
		action: {
			en: 'Name a zone such as Europe/Rome or Asia/Shanghai.',
			zh: '请使用如 Europe/Rome 或 Asia/Shanghai 的时区名称。',
		},
	},
	DAY_INVALID: {
		en: '{day} is not a day in {zone}.',
		zh: '{day} 不是 {zone} 的有效日期。',
		cause: {
			en: 'The day is not of the form YYYY-MM-DD, is not in the calendar from 1970 to 2199, or the zone skipped it.',
			zh: '日期不是 YYYY-MM-DD 格式、不在 1970 至 2199 年历中，或该时区跳过了这一天。',
		},
		action: { en: 'Give a day such as 2025-03-30.', zh: '请填写如 2025-03-30 的日期。' },
	},
	DAY_UNEVEN: {
		en: '{day} has {dayMinutes} minutes in {zone} and does not divide into periods of {minutes} minutes.',
		zh: '{day} 在 {zone} 共 {dayMinutes} 分钟，无法划分为 {minutes} 分钟的时段。',
		cause: { en: 'Clocks change there by less than a period on this day.', zh: '当日该地时钟调整幅度小于一个时段。' },
		action: {
			en: 'Take shorter periods: quarter-hours divide every day.',
			zh: '请使用更短的时段：一刻钟可整除任何一天。',
		},
	},
	STAMP_INVALID: {
		en: '"{stamp}" is not a time.',
		zh: '“{stamp}”不是有效时间。',
		cause: {
			en: 'The stamp has another form, names no real day or minute, or says A or B where the clock shows the time once.',
			zh: '格式不符、日期或分钟不存在，或在只出现一次的时刻标注了 A 或 B。',
		},
		action: {
			en: 'Write it like 2025-03-30T02:15+02:00, or 2025-03-30 02:15 on the local clock.',
			zh: '请写成 2025-03-30T02:15+02:00，或当地时间 2025-03-30 02:15。',
		},
	},
	STAMP_AMBIGUOUS: {
		en: '{stamp} comes twice in {zone}: {first} and {second}.',
		zh: '{stamp} 在 {zone} 出现两次：{first} 和 {second}。',
		cause: { en: 'Clocks go back over this time.', zh: '时钟回拨使该时刻重复出现。' },
		action: {
			en: 'Add the offset, or A for the first and B for the second.',
			zh: '请加上偏移，或以 A 表示第一次、B 表示第二次。',
		},
	},
	STAMP_INEXISTENT: {
		en: '{stamp} does not exist in {zone}; the clock goes on at {after}.',
		zh: '{stamp} 在 {zone} 不存在；时钟直接跳到 {after}。',
		cause: { en: 'Clocks go forward over this time.', zh: '时钟拨快跳过了该时刻。' },
		action: {
			en: 'Check whether the file is in another zone, or in standard time all year.',
			zh: '请检查文件是否使用其他时区，或全年使用标准时间。',
		},
	},
	FORMAT_FILE_UNREADABLE: {
		en: '{file} cannot be read ({reason}).',
		zh: '无法读取 {file}（{reason}）。',
		cause: {
			en: 'The file is missing, is a directory, may not be read, or is larger than 64 MiB.',
			zh: '文件不存在、是目录、没有读取权限或大于 64 MiB。',
		},
		action: { en: 'Check the path, the permissions and the size.', zh: '请检查路径、权限和大小。' },
	},
	FORMAT_TOO_LARGE: {
		en: 'The text is longer than {limit} {what}.',
		zh: '文本超过 {limit} {what} 的上限。',
		cause: { en: 'The file is larger than one import takes in.', zh: '文件超过单次导入的上限。' },
		action: { en: 'Split the file.', zh: '请拆分文件。' },
	},
	FORMAT_ROWS_EXCEEDED: {
		en: 'More than {limit} rows, from line {line} on.',
		zh: '自第 {line} 行起超过 {limit} 行的上限。',
		cause: { en: 'The file has more rows than one import takes in.', zh: '文件行数超过单次导入的上限。' },
		action: { en: 'Split the file.', zh: '请拆分文件。' },
	},
	FORMAT_NOT_TEXT: {
		en: 'Line {line} holds what is not text in UTF-8.',
		zh: '第 {line} 行含有非 UTF-8 文本。',
		cause: {
			en: 'The file is a workbook or archive, or is written in another encoding such as UTF-16 or GB 18030.',
			zh: '文件是工作簿或压缩包，或使用 UTF-16、GB 18030 等其他编码。',
		},
		action: { en: 'Save the sheet as CSV UTF-8.', zh: '请将表格另存为 CSV UTF-8。' },
	},
	FORMAT_EMPTY: {
		en: 'There is no {what} in the file.',
		zh: '文件中没有 {what} 数据。',
		cause: { en: 'The file is empty or ends after its header.', zh: '文件为空或在表头之后结束。' },
		action: { en: 'Export the file again with its rows.', zh: '请重新导出包含数据的文件。' },
	},
	FORMAT_COLUMN_MISSING: {
		en: 'The column {column} is missing.',
		zh: '缺少 {column} 列。',
		cause: { en: 'The header names other columns, but not this one.', zh: '表头有其他列，但没有此列。' },
		action: {
			en: 'Add the column; docs/integrate/formats.md lists all names.',
			zh: '请添加该列；全部名称见 docs/integrate/formats.md。',
		},
	},
	FORMAT_COLUMN_DUPLICATE: {
		en: 'The columns {first} and {second} mean the same.',
		zh: '{first} 与 {second} 两列含义相同。',
		cause: { en: 'Two titles name one column, so that its value is ambiguous.', zh: '两个列名指同一列，取值不明确。' },
		action: { en: 'Remove or rename one of them.', zh: '请删除或重命名其中一列。' },
	},
	FORMAT_ROW_MALFORMED: {
		en: 'The row is not RFC 4180 CSV.',
		zh: '该行不是 RFC 4180 CSV。',
		cause: {
			en: 'A quote is not closed or is followed by other characters, or the row has more than 256 columns or 16,384 characters.',
			zh: '引号未闭合或其后有其他字符，或该行超过 256 列或 16,384 个字符。',
		},
		action: { en: 'Correct the quotes of the row.', zh: '请更正该行的引号。' },
	},
	FORMAT_NUMBER_INVALID: {
		en: '{column}: "{value}" is not a plain number.',
		zh: '{column}：“{value}”不是普通数字。',
		cause: {
			en: 'Digits and one decimal mark are read; no thousands, no exponents, no units. A decimal comma needs another separator than a comma.',
			zh: '只接受数字和一个小数点；不接受千分位、指数或单位。使用小数逗号时分隔符不能是逗号。',
		},
		action: { en: 'Write the number like 1234.5.', zh: '请写成 1234.5 的形式。' },
	},
	FORMAT_NUMBER_DIGITS: {
		en: '{column}: {value} has more than {digits} decimals.',
		zh: '{column}：{value} 的小数位超过 {digits} 位。',
		cause: {
			en: 'The number is finer than what is stored, and is not rounded unless that is asked for.',
			zh: '数值精度高于存储精度；除非要求，不会四舍五入。',
		},
		action: {
			en: 'Round it to whole Wh, or to millionths of the currency per kWh.',
			zh: '请取整到 Wh，或每千瓦时货币单位的百万分之一。',
		},
	},
	FORMAT_DECIMAL_MIXED: {
		en: '{column}: {value} has another decimal mark than the numbers before it.',
		zh: '{column}：{value} 的小数点与之前的数字不一致。',
		cause: {
			en: 'One file writes both 1,5 and 1.5, so that 1.234 may mean a thousand.',
			zh: '同一文件同时使用 1,5 和 1.5，1.234 可能表示一千余。',
		},
		action: { en: 'Write all decimals with one mark and no thousands.', zh: '请统一小数点且不使用千分位。' },
	},
	FORMAT_TERMS_INVALID: {
		en: 'The terms are not valid at {path}: {reason}.',
		zh: '条款在 {path} 处无效：{reason}。',
		cause: { en: 'The JSON file of product terms has another form.', zh: '产品条款 JSON 文件格式不符。' },
		action: {
			en: 'Correct the field; docs/integrate/formats.md shows an example.',
			zh: '请更正该字段；示例见 docs/integrate/formats.md。',
		},
	},
	XML_INVALID: {
		en: 'The XML is not well formed or not allowed at line {line}: {reason}.',
		zh: 'XML 在第 {line} 行格式错误或不被允许：{reason}。',
		cause: {
			en: 'The file is damaged, or declares a document type or entities, which are refused.',
			zh: '文件损坏，或声明了被拒绝的文档类型或实体。',
		},
		action: { en: 'Export the file again.', zh: '请重新导出文件。' },
	},
	XML_LIMIT: {
		en: 'The XML exceeds {limit} {what} at line {line}.',
		zh: 'XML 在第 {line} 行超过 {limit} {what} 的上限。',
		cause: {
			en: 'Depth, length of text and number of elements are bounded.',
			zh: '嵌套深度、文本长度和元素数量有上限。',
		},
		action: { en: 'Split the file.', zh: '请拆分文件。' },
	},
	XML_CONTENT: {
		en: '{element} at line {line} is not valid: {reason}.',
		zh: '第 {line} 行的 {element} 无效：{reason}。',
		cause: {
			en: 'The element lacks a part or has another form than the format defines.',
			zh: '该元素缺少部分内容或格式不符。',
		},
		action: {
			en: 'Export the file again, or report it to whoever wrote it.',
			zh: '请重新导出文件，或告知文件提供方。',
		},
	},
	OPENADR_INVALID: {
		en: 'The prices make no OpenADR event: {reason}.',
		zh: '这些价格无法生成 OpenADR 事件：{reason}。',
		cause: {
			en: 'An event has the prices of one zone in order of time, a program id and a currency.',
			zh: '一个事件包含单一价区按时间排序的价格、项目编号和货币。',
		},
		action: { en: 'Choose one zone, and periods with a price.', zh: '请选择一个价区以及有价格的时段。' },
	},
	FORMAT_PRICES_INVALID: {
		en: 'The prices are not valid at {path}: {reason}.',
		zh: '价格在 {path} 处无效：{reason}。',
		cause: {
			en: 'The file is not a cleared market with a price, or none, for each zone and period of the day.',
			zh: '文件不是按价区和时段给出当日价格（或无价格）的出清结果。',
		},
		action: {
			en: 'Give the output of market clear --json, and the day, periods and unit that belong to it.',
			zh: '请使用 market clear --json 的输出，并指定对应的日期、时段和单位。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
