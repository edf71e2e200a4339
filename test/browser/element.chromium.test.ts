/** The element in chromium. */
import { drawingSuite } from './drawing.suite.ts';
import { elementSuite } from './element.suite.ts';
import { elementInChangingPages } from './element-pages.suite.ts';

elementSuite('chromium');
elementInChangingPages('chromium');
drawingSuite('chromium');
