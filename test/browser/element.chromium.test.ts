/** The element in chromium. */
import { drawingSuite } from './drawing.suite.ts';
import { elementSuite } from './element.suite.ts';
import { elementInChangingPages } from './element-pages.suite.ts';
import { useElementPage } from './helpers/use-element-page.ts';

const page = useElementPage('chromium');
elementSuite('chromium', page);
elementInChangingPages('chromium', page);
drawingSuite('chromium', page);
