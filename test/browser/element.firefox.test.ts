/** The element in firefox. */
import { drawingSuite } from './drawing.suite.ts';
import { elementSuite } from './element.suite.ts';
import { elementInChangingPages } from './element-pages.suite.ts';

elementSuite('firefox');
elementInChangingPages('firefox');
drawingSuite('firefox');
