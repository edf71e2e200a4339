/** The element in chromium. */
import { drawingSuite } from './drawing.suite.ts';
import { elementSuite } from './element.suite.ts';

elementSuite('chromium');
drawingSuite('chromium');
