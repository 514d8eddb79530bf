/** How one of several signatures stands. */
export type Pip = 'signed' | 'open' | 'you' | 'refused';
