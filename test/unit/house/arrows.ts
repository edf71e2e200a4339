/**
 * Which room may import which. Each table stands from the ground up: a room may import only rooms above its own line,
 * and only those that its line names. So no two rooms import each other, and nothing points upward. A room is a folder;
 * the files that stand in `src`, `model-build` and `scripts` themselves are rooms of their own.
 */
import type { Arrows } from './check-arrows.ts';

/** The programs: what may import what from another one. */
export const PROGRAMS: Arrows = table(
  '',
  `
  src
  web             src
  model-build     src
  scripts         src web model-build
  test/fixtures   src model-build
  bench           src model-build scripts test/fixtures
  test            src web model-build scripts test/fixtures bench
  `,
);

const SRC = `
  contract
  log.ts
  version.ts
  errors.ts             contract
  envelope.ts           contract errors.ts
  documents.ts          errors.ts
  arithmetic
  text                  contract
  manners               text
  access                contract envelope.ts errors.ts log.ts
  runtime/onnx
  runtime/reference     runtime/onnx
  runtime               contract errors.ts log.ts runtime/onnx runtime/reference
  runtime/kernels       arithmetic contract runtime runtime/onnx
  runtime/ort           contract errors.ts runtime
  env.ts                access contract errors.ts runtime
  options.ts            access contract env.ts errors.ts
  generation/drawing    arithmetic text
  generation/showing    text
  generation/stepping   contract text
  generation/reading    contract text generation/drawing generation/stepping
  generation/searching  arithmetic contract manners text generation/drawing generation/reading generation/showing generation/stepping
  generation            contract manners generation/drawing generation/reading generation/searching generation/showing generation/stepping
  cache-model           arithmetic contract text generation/drawing
  classification        arithmetic contract text
  catalog               cache-model contract errors.ts log.ts runtime runtime/onnx text version.ts
  resume                contract text generation/reading
  routes                access cache-model catalog classification contract documents.ts env.ts envelope.ts errors.ts log.ts manners resume runtime text generation generation/drawing generation/reading generation/searching generation/showing generation/stepping
  app.ts                access envelope.ts errors.ts routes
  assemble.ts           app.ts catalog env.ts generation/reading log.ts resume routes runtime
  worker.ts             assemble.ts documents.ts env.ts envelope.ts errors.ts
  afterword.ts          access assemble.ts catalog documents.ts log.ts options.ts runtime/kernels
  index.ts              worker.ts runtime/kernels runtime/ort
  lite.ts               worker.ts runtime/kernels
`;

const WEB = `
  client
  core
  local                 client
  source                client core local
  surface               core
  adapters              core surface
  .                     client core local source surface
  element               core source surface
  playground/core       client local
  playground            client element local playground/core source
`;

const MODEL_BUILD = `
  settings.ts
  sha256.ts
  threads.ts
  watch.ts
  whole-file.ts
  random
  heap
  ops
  ops/fused             heap ops
  ops/webgpu            ops
  network               ops random
  quantize              network
  onnx                  network ops quantize
  runtimes              network
  corpus                random whole-file.ts sha256.ts threads.ts
  tokenizer             corpus
  baselines
  recipe                corpus network settings.ts sha256.ts
  recipes               recipe
  backend               heap ops ops/fused ops/webgpu recipe
  artefact              network quantize settings.ts whole-file.ts sha256.ts
  publish               artefact runtimes settings.ts sha256.ts
  samples               artefact runtimes
  calibrate             corpus
  prove                 calibrate corpus recipe runtimes
  evaluate/likelihood   corpus random runtimes threads.ts watch.ts
  evaluate/baseline     baselines corpus evaluate/likelihood
  evaluate/typing       calibrate evaluate/likelihood
  evaluate/writing      calibrate corpus evaluate/likelihood recipe
  evaluate/served       calibrate corpus evaluate/likelihood runtimes threads.ts
  evaluate/manners      calibrate random
  evaluate/vocabulary   random
  evaluate              artefact calibrate corpus runtimes watch.ts evaluate/baseline evaluate/likelihood evaluate/served evaluate/typing evaluate/writing
  train                 artefact backend corpus heap network onnx ops ops/fused random recipe tokenizer whole-file.ts sha256.ts
  away                  backend recipe train
  pack                  away backend corpus recipe settings.ts train
  new                   calibrate corpus prove recipe tokenizer whole-file.ts
  diagnostics           evaluate/baseline evaluate/likelihood network onnx ops prove quantize random recipe settings.ts train
  doctor/conformance    backend network ops ops/fused random
  doctor                backend doctor/conformance network recipe train
  report                calibrate diagnostics evaluate evaluate/baseline evaluate/likelihood evaluate/served evaluate/typing recipe train
  classify/made         random
  classify              artefact backend classify/made corpus network tokenizer train onnx ops prove quantize random report runtimes settings.ts sha256.ts
  classifiers           classify
  build                 artefact backend calibrate classify corpus evaluate/likelihood onnx prove quantize recipe report runtimes settings.ts sha256.ts train whole-file.ts
  commands              artefact backend baselines build calibrate classify corpus diagnostics doctor doctor/conformance evaluate evaluate/likelihood evaluate/manners evaluate/vocabulary evaluate/writing network new pack publish random recipe report runtimes samples settings.ts tokenizer train watch.ts whole-file.ts
  cli.ts                commands train
`;

const SCRIPTS = `
  openapi
  package
  start
  web
  build-web.ts             web
  build-openapi.ts         openapi
  build-web-package.ts     package web
  build-worker-package.ts  package web
  check-packages.ts       build-web-package.ts build-worker-package.ts package
  launch
  launch.ts                launch
  service                  web
  service.ts               service
  smoke.ts                 launch
  start.ts                 start web
  test.ts                  web
`;

const TEST = `
  helpers/fuzz
  helpers               helpers/fuzz
  unit                  helpers helpers/fuzz
  worker                helpers/fuzz
  pipeline              helpers helpers/fuzz
`;

/** The rooms of each program; `.` is the folder of the program itself. */
export const ROOMS: Arrows = [
  ...table('src/', SRC),
  ...table('web/', WEB),
  ...table('model-build/', MODEL_BUILD),
  ...table('scripts/', SCRIPTS),
  ...table('bench/', 'worker\npeers\nsoak\n. peers soak worker\ntraining .'),
  ...table('test/', TEST),
];

/** One room a line, then the rooms it may import. */
function table(prefix: string, text: string): Arrows {
  const named = (room: string) => (room === '.' ? prefix.slice(0, -1) : prefix + room);
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(named))
    .map(([room, ...imports]) => [room!, imports]);
}
