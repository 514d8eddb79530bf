import { catalogue } from './catalogue.ts';
import { speakErrors } from './coded-error.ts';

// Every program that shows errors to people imports this once, first. A worker that hands codes on needs no sentences,
// and a page fetches them when there is something to explain.
speakErrors((code) => catalogue[code].en);
