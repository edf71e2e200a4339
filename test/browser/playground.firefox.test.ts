import { playgroundHolds } from './playground.suite.ts';

playgroundHolds('firefox');
