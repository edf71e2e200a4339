/** What runs a model in the page's own thread, apart: who has a worker need not load it. */
export { openHere } from './open-here.ts';
