import type { CatalogueEntry } from '../entry.ts';

export const readingErrors = {
	INTERVAL_METER_MISSING: {
		en: 'The row names no meter.',
		zh: '该行没有计量点。',
		cause: {
			en: 'The file has no meter column, or the cell is empty or no name, and no meter was given beside the file.',
			zh: '文件没有计量点列、单元格为空或无效，且未另行指定计量点。',
		},
		action: {
			en: 'Fill in the column, or name the meter for the whole file.',
			zh: '请填写该列，或为整个文件指定计量点。',
		},
	},
	INTERVAL_GRID: {
		en: '{start} to {end} is not a quarter-hour, half-hour or hour on the quarter-hour.',
		zh: '{start} 至 {end} 不是从整刻开始的一刻钟、半小时或一小时。',
		cause: {
			en: 'Intervals of 15, 30 or 60 minutes start on the quarter-hour.',
			zh: '15、30 或 60 分钟的区间须从整刻开始。',
		},
		action: { en: 'Export the readings on that grid.', zh: '请按该网格导出读数。' },
	},
	INTERVAL_VALUE_INVALID: {
		en: '{column}: {value} is not an energy from 0 to {max} kWh.',
		zh: '{column}：{value} 不是 0 至 {max} 千瓦时的电量。',
		cause: {
			en: 'Generation and consumption are each counted upwards from 0; only a net column has a sign.',
			zh: '发电与用电均从 0 起计；只有净值列带符号。',
		},
		action: {
			en: 'Correct the value; check whether the header says the unit, such as consumed_wh.',
			zh: '请更正数值；并检查表头单位，如 consumed_wh。',
		},
	},
	INTERVAL_VALUE_MISSING: {
		en: 'The row has no energy.',
		zh: '该行没有电量。',
		cause: { en: 'Its cells are empty; a missing reading is not a zero.', zh: '单元格为空；缺失的读数不等于 0。' },
		action: { en: 'Fill in the reading or remove the row.', zh: '请填写读数或删除该行。' },
	},
	INTERVAL_DUPLICATE: {
		en: '{meter} has the same reading for {start} on line {first}.',
		zh: '{meter} 在 {start} 的相同读数已在第 {first} 行给出。',
		cause: { en: 'The row repeats another one and is left out.', zh: '该行与另一行重复，已略去。' },
		action: { en: 'Nothing needs to be done.', zh: '无需处理。' },
	},
	INTERVAL_CONFLICT: {
		en: '{meter} has another reading for {start} on line {first}.',
		zh: '{meter} 在 {start} 的另一读数已在第 {first} 行给出。',
		cause: {
			en: 'Two rows speak of one interval and disagree; the first one counts.',
			zh: '两行描述同一区间但不一致；以先出现的为准。',
		},
		action: { en: 'Keep the right one of the two rows.', zh: '请保留正确的一行。' },
	},
	INTERVAL_OVERLAP: {
		en: '{meter}: {start} to {end} overlaps the reading on line {first}.',
		zh: '{meter}：{start} 至 {end} 与第 {first} 行的读数重叠。',
		cause: { en: 'Intervals of different lengths cover the same time.', zh: '不同长度的区间覆盖同一时间。' },
		action: { en: 'Keep readings of one length.', zh: '请保留同一长度的读数。' },
	},
	INTERVAL_GAP: {
		en: '{meter} has no reading from {start} to {end}.',
		zh: '{meter} 在 {start} 至 {end} 没有读数。',
		cause: {
			en: 'The file has readings before and after; a missing reading is not a zero.',
			zh: '文件在其前后均有读数；缺失的读数不等于 0。',
		},
		action: { en: 'Complete the file.', zh: '请补全文件。' },
	},
	INTERVAL_LENGTH_UNKNOWN: {
		en: 'How long the intervals are is not known.',
		zh: '无法确定区间长度。',
		cause: {
			en: 'The file has stamps of one end only, and the first rows are not 15, 30 or 60 minutes apart.',
			zh: '文件只有一端的时间，且前几行间隔不是 15、30 或 60 分钟。',
		},
		action: { en: 'State the length of the intervals.', zh: '请指定区间长度。' },
	},
	INTERVAL_QUALITY: {
		en: 'The reading is marked as {quality}.',
		zh: '读数标记为 {quality}。',
		cause: {
			en: 'The utility states that the value is missing or not to be used.',
			zh: '供电方声明该值缺失或不可用。',
		},
		action: { en: 'Wait for the corrected reading.', zh: '请等待更正后的读数。' },
	},
	INTERVAL_UNIT: {
		en: 'The readings are in unit {unit}; Wh are read.',
		zh: '读数单位为 {unit}；只读取 Wh。',
		cause: {
			en: 'The file holds power, reactive energy, gas, water or money rather than energy.',
			zh: '文件包含功率、无功电量、燃气、用水或金额，而非电量。',
		},
		action: { en: 'Export the electric energy.', zh: '请导出电量数据。' },
	},
	INTERVAL_DIRECTION: {
		en: 'The readings are of the kind {kind}; energy delivered or received by interval is read.',
		zh: '读数类型为 {kind}；只读取按区间计量的送出或接收电量。',
		cause: {
			en: 'The series is a total of both directions, a running register, or not electricity.',
			zh: '该序列为双向合计、累计表底或非电力数据。',
		},
		action: { en: 'Export the energy of each direction by interval.', zh: '请按区间分别导出各方向的电量。' },
	},
	READINGS_FILE_INVALID: {
		en: 'Line {line} of the signed readings is {reason}.',
		zh: '签名读数文件第 {line} 行：{reason}。',
		cause: {
			en: 'The file was not written by readings sign, was changed after, or is for another chain.',
			zh: '文件并非由 readings sign 生成、其后被更改，或属于另一条链。',
		},
		action: { en: 'Sign the readings again.', zh: '请重新签名读数。' },
	},
	READINGS_SOURCE_INVALID: {
		en: '{source} is no source of readings.',
		zh: '{source} 不是读数来源。',
		cause: {
			en: 'A source is meter:<id> or operator:<id>.',
			zh: '来源应写作 meter:<id> 或 operator:<id>。',
		},
		action: { en: 'Name the meter or its operator.', zh: '请指定电表或其运营者。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
