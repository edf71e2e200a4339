/** The element in firefox. */
import { drawingSuite } from './drawing.suite.ts';
import { elementSuite } from './element.suite.ts';
import { elementInChangingPages } from './element-pages.suite.ts';
import { useElementPage } from './helpers/use-element-page.ts';

const page = useElementPage('firefox');
elementSuite('firefox', page);
elementInChangingPages('firefox', page);
drawingSuite('firefox', page);
