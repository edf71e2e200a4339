/** Text boxes and editable elements keep the contract of surfaces. */
import { surfaceContract } from './contract.ts';

surfaceContract({
  kind: 'firefox',
  script: 'test/browser/pages/boxes.ts',
  names: ['textarea', 'input', 'contenteditable'],
  multiline: ['textarea', 'contenteditable'],
});
