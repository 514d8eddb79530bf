/** A sentence or name in both languages of the console. */
export interface Spoken {
	readonly en: string;
	readonly zh: string;
}

/**
 * What is lost when nobody acts. `severe`: the network or the market stands still, or a right lapses for good. `major`:
 * this node or one party loses money, standing or data. `minor`: a reserve or a quality is used up.
 */
export type Consequence = 'severe' | 'major' | 'minor';

/** How long there is to act before that happens: below a quarter of an hour, below four hours, or longer. */
export type TimeToRespond = 'minutes' | 'hours' | 'days';

/** 1 is the most pressing. */
export type AlarmPriority = 1 | 2 | 3;

/** `percent` is of a hundred; `seconds` and `minutes` of the market are chain time, `milliseconds` wall time. */
export type AlarmUnit =
	| 'products'
	| 'meters'
	| 'deeds'
	| 'validators'
	| 'regions'
	| 'percent'
	| 'milliseconds'
	| 'seconds'
	| 'minutes'
	| 'days';

/** The view of the console in which the cause is seen. */
export type AlarmView = 'auctions' | 'signatures' | 'statements' | 'bids' | 'regions' | 'consensus' | 'node';

/** What is measured, from which figure on it is an alarm, how long before it is said, and what the reader can do. */
export interface AlarmEntry {
	readonly consequenceGrade: Consequence;
	readonly timeToRespond: TimeToRespond;
	readonly unit: AlarmUnit;
	/** `above`: an alarm from the limit upwards; `below`: from the limit downwards. */
	readonly direction: 'above' | 'below';
	/** In the unit, as are its bounds, within which an operator may set another. */
	readonly limit: number;
	readonly limitMin: number;
	readonly limitMax: number;
	/** How far the figure must come back beyond the limit before the alarm returns to normal. */
	readonly deadband: number;
	/** Wall ms that the figure must stand beyond the limit, and back within it. */
	readonly onDelayMs: number;
	readonly offDelayMs: number;
	/** One alarm in all, or one for each validator or participant. */
	readonly scope: 'one' | 'validator' | 'participant';
	readonly view: AlarmView;
	readonly name: Spoken;
	/** What is measured; {limit} stands for the limit with its unit. */
	readonly condition: Spoken;
	readonly cause: Spoken;
	readonly consequence: Spoken;
	readonly action: Spoken;
}
