/** The element in firefox. */
import { drawingSuite } from './drawing.suite.ts';
import { elementSuite } from './element.suite.ts';

elementSuite('firefox');
drawingSuite('firefox');
