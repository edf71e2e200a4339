/** Pieces of programs in the common languages, made of their usual turns and of random names: nobody's own code. */
import { capital, type Draws } from './words.ts';

type Turn = (d: Draws) => string;

const call = (d: Draws, snake = false): string =>
  `${d.name(snake)}(${d.times(0, 2, () => value(d, snake)).join(', ')})`;
const value = (d: Draws, snake = false): string =>
  d.pick([
    () => d.name(snake),
    () => d.number(),
    () => `"${d.stem()}"`,
    () => `${d.name(snake)}.${d.name(snake)}`,
    () => `${d.name(snake)}[${d.whole(0, 9)}]`,
  ])();
const test = (d: Draws, snake = false): string =>
  `${value(d, snake)} ${d.pick(['==', '!=', '<', '>', '<=', '>='])} ${value(d, snake)}`;

const SCRIPT: Turn[] = [
  (d) => `const ${d.name()} = ${call(d)};`,
  (d) => `let ${d.name()}: ${d.type()} | undefined;`,
  (d) => `import { ${d.name()}, ${d.type()} } from './${d.stem()}.ts';`,
  (d) => `if (${test(d)}) {\n  return ${value(d)};\n}`,
  (d) => `for (const ${d.stem()} of ${d.name()}) {\n  ${call(d)};\n}`,
  (d) =>
    `export async function ${d.name()}(${d.stem()}: string, ${d.stem()} = ${d.number()}): Promise<${d.type()}> {\n  const ${d.stem()} = await ${call(d)};\n}`,
  (d) => `${d.name()}.${d.pick(['map', 'filter', 'forEach'])}((${d.stem()}) => ${call(d)});`,
  (d) => `// ${d.pick(['TODO', 'fix', 'see'])}: ${d.stem()} ${d.stem()}\n${call(d)};`,
  (d) => `console.log(\`${d.stem()}: \${${d.name()}}\`);`,
];
const PYTHON: Turn[] = [
  (d) => `def ${d.name(true)}(self, ${d.stem()}, ${d.stem()}=None):\n    return ${call(d, true)}`,
  (d) => `import ${d.stem()}\nfrom ${d.stem()}.${d.stem()} import ${d.type()}`,
  (d) => `for ${d.stem()} in range(${d.whole(1, 99)}):\n    ${d.name(true)} += ${value(d, true)}`,
  (d) =>
    `if ${test(d, true)}:\n    raise ${d.type()}Error("${d.stem()}")\nelif not ${d.name(true)}:\n    pass`,
  (d) => `${d.name(true)} = [${d.stem()} for ${d.stem()} in ${d.name(true)} if ${test(d, true)}]`,
  (d) =>
    `class ${d.type()}(${d.type()}):\n    def __init__(self, ${d.stem()}):\n        self.${d.stem()} = ${d.stem()}`,
  (d) => `with open("${d.stem()}.txt") as f:\n    ${d.name(true)} = f.read()\nprint(${d.name(true)})`,
];
const C_LIKE: Turn[] = [
  (d) =>
    `#include <${d.stem()}.h>\nstatic int ${d.name(true)}(const char *${d.stem()}, size_t ${d.stem()}) {`,
  (d) => `for (int i = 0; i < ${d.name(true)}; i++) {\n    ${d.name(true)}[i] = ${value(d, true)};\n}`,
  (d) => `public static void ${d.name()}(String ${d.stem()}, int ${d.stem()}) throws ${d.type()}Exception {`,
  (d) => `private final List<${d.type()}> ${d.name()} = new ArrayList<>();`,
  (d) => `std::vector<${d.pick(['int', 'float', 'std::string'])}> ${d.name(true)};\nreturn ${call(d, true)};`,
  (d) =>
    `fn ${d.name(true)}(${d.stem()}: &str) -> Result<${d.type()}, ${d.type()}> {\n    let mut ${d.stem()} = ${call(d, true)}?;`,
  (d) =>
    `func (s *${d.type()}) ${capital(d.name())}(ctx context.Context) error {\n\tif err != nil {\n\t\treturn err\n\t}`,
  (d) => `printf("%d ${d.stem()}\\n", ${d.name(true)}); free(${d.name(true)});`,
];
const OTHER: Turn[] = [
  (d) =>
    `SELECT ${d.name(true)}, COUNT(*) FROM ${d.stem()}s WHERE ${d.name(true)} = '${d.stem()}' GROUP BY ${d.name(true)};`,
  (d) => `INSERT INTO ${d.stem()}s (${d.name(true)}, ${d.name(true)}) VALUES (${d.number()}, '${d.stem()}');`,
  (d) => `<div class="${d.stem()}-${d.stem()}">\n  <a href="/${d.stem()}">${d.stem()}</a>\n</div>`,
  (d) =>
    `.${d.stem()}-${d.stem()} {\n  margin: ${d.whole(0, 40)}px ${d.whole(0, 40)}px;\n  color: #${d.key('0123456789abcdef', 6, 6)};\n}`,
  (d) =>
    `#!/bin/bash\nfor f in *.${d.stem()}; do\n  ${d.stem()} --${d.stem()}=${d.whole(1, 99)} "$f" | grep -v ${d.stem()}\ndone`,
  (d) => `${d.stem()}:\n  ${d.stem()}: ${d.number()}\n  ${d.stem()}:\n    - ${d.stem()}\n    - ${d.stem()}`,
  (d) => `git ${d.pick(['commit -m', 'checkout -b', 'push origin'])} ${d.stem()} && npm run ${d.stem()}`,
  (d) => `[${d.stem()}]\n${d.name(true)} = ${d.number()}\n${d.name(true)} = "${d.stem()}"`,
];
const LANGUAGES = [SCRIPT, PYTHON, C_LIKE, OTHER];

/** Some lines of one language, as they stand in a file or an editor. */
export function codeText(d: Draws): string {
  const language = d.pick(LANGUAGES);
  const text = d.times(1, 4, () => d.pick(language)(d)).join('\n');
  return d.chance(0.3) ? text.slice(0, d.whole(12, 60)) : text;
}
