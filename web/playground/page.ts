/** The playground: puts the panes into index.html, which is an explanation without them. */
import '../element/define.ts';
import { Bench } from './bench.ts';
import { mountBeside } from './beside-pane.ts';
import { mountContinue } from './continue-pane.ts';
import { fromFragment } from './core/share.ts';
import { byId } from './dom.ts';
import { mountModel } from './model-pane.ts';
import { registerOffline } from './offline.ts';
import { Server } from './server.ts';
import { mountState } from './state-pane.ts';
import { mountTokens } from './tokens-pane.ts';
import { mountWrite } from './write-pane.ts';

/** This script lies in `<server>/playground/<build>/`. */
const root = new URL('../..', import.meta.url).href;

const box = byId('box', HTMLTextAreaElement);
const shared = fromFragment(location.hash);
// What a browser has kept of an earlier visit is not what the link says; without a link it is.
if (shared.text === '') shared.text = box.value;
const bench = new Bench(new Server(root), shared, box, byId('fault', HTMLElement));
mountWrite(bench, box);
mountContinue(bench);
mountTokens(bench);
mountBeside(bench);
mountState(bench);
mountModel(bench);
// Another link's fragment has settings; that of "To the text" names a place on this page.
addEventListener('hashchange', () => {
  if (location.hash.includes('=')) location.reload();
});
registerOffline(root);
