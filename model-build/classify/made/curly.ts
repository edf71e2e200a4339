/** Turns of languages with braces: each makes a line or some, of random names. */
import { capital, type Draws } from './words.ts';

/** Makes a line or some of a program. */
export type Turn = (d: Draws) => string;

const upper = (d: Draws) => d.name(true).toUpperCase();
/** What may stand for a value. */
export const value = (d: Draws, snake = false): string =>
  d.pick([
    () => d.name(snake),
    () => d.name(snake),
    () => d.number(),
    () => `"${d.phrase(3)}"`,
    () => `'${d.stem()}'`,
    () => `${d.name(snake)}.${d.name(snake)}`,
    () => `${d.name(snake)}[${d.pick([d.whole(0, 9), 'i', d.stem()])}]`,
    () => `${d.name(snake)} ${d.pick(['+', '-', '*', '/', '%', '&', '|', '<<'])} ${d.number()}`,
    () => `${d.name(snake)}(${d.name(snake)})`,
  ])();
export const call = (d: Draws, snake = false): string =>
  `${d.chance(0.4) ? `${d.stem()}.` : ''}${d.name(snake)}(${d.times(0, 3, () => value(d, snake)).join(', ')})`;
export const test = (d: Draws, snake = false): string =>
  `${value(d, snake)} ${d.pick(['==', '!=', '<', '>', '<=', '>='])} ${value(d, snake)}${d.chance(0.2) ? ` && !${d.name(snake)}` : ''}`;

export const SCRIPT: Turn[] = [
  (d) => `const ${d.name()} = ${d.chance(0.3) ? 'await ' : ''}${call(d)};`,
  (d) => `let ${d.name()}: ${d.type()} | undefined;`,
  (d) => `import { ${d.name()}, ${d.type()} } from './${d.stem()}.ts';`,
  (d) => `var ${d.stem()} = require('${d.stem()}').${d.name()};`,
  (d) => `  if (${test(d)}) {\n    return ${value(d)};\n  }`,
  (d) => `  if (!${d.name()}) throw new ${d.type()}Error(\`${d.phrase()} \${${d.name()}}\`);`,
  (d) => `for (const ${d.stem()} of ${d.name()}) {\n  ${call(d)};\n}`,
  (d) =>
    `export async function ${d.name()}(${d.stem()}: string, ${d.stem()} = ${d.number()}): Promise<${d.type()}> {`,
  (d) => `${d.name()}.${d.pick(['map', 'filter', 'forEach'])}((${d.stem()}) => ${call(d)});`,
  (d) => `function ${d.name()}(${d.stem()}, ${d.stem()}) {\n  var self = this;\n  return ${value(d)};\n}`,
  (d) => `console.log(\`${d.stem()}: \${${d.name()}}\`);`,
  (d) => `module.exports = { ${d.name()}, ${d.name()}: ${value(d)} };`,
  (d) =>
    `export interface ${d.type()} {\n  ${d.name()}: ${d.pick(['string', 'number', 'boolean'])};\n  readonly ${d.name()}?: ${d.type()}[];\n}`,
  (d) => `  const { ${d.name()}, ${d.name()} = ${value(d)} } = ${d.name()};`,
  (d) => `it('${d.phrase()}', async () => {\n  expect(${call(d)}).toBe(${value(d)});\n});`,
  (d) =>
    `  return (\n    <${d.type()} ${d.name()}={${d.name()}} onClick={() => ${call(d)}}>{${d.name()}}</${d.type()}>\n  );`,
  (d) => `    ${d.name()}: ${d.name()} ?? ${value(d)},\n    ...${d.name()},\n  };`,
  (d) => `/** ${d.sentence()} */\nexport const ${upper(d)} = ${value(d)};`,
];
export const C: Turn[] = [
  (d) => `#include <${d.stem()}/${d.stem()}.h>\n#define ${upper(d)} (${d.number()})`,
  (d) => `#ifndef ${upper(d)}_H\n#define ${upper(d)}_H 1\n#endif`,
  (d) => `static int ${d.name(true)}(const char *${d.stem()}, size_t ${d.stem()}) {`,
  (d) => `extern void ${d.name(true)} (struct ${d.name(true)} *__${d.stem()}, int __${d.stem()}) __THROW;`,
  (d) => `for (int i = 0; i < ${d.name(true)}; i++) {\n    ${d.name(true)}[i] = ${value(d, true)};\n}`,
  (d) => `\tif (${d.stem()} == NULL || ${test(d, true)})\n\t\tgoto ${d.stem()};`,
  (d) =>
    `struct ${d.name(true)} {\n\tunsigned int ${d.stem()};\n\t__u${d.pick([8, 16, 32, 64])} ${d.name(true)};\n\tstruct list_head *next;\n};`,
  (d) => `printf("%d ${d.phrase(3)}\\n", ${d.name(true)}); free(${d.name(true)});`,
  (d) =>
    `typedef enum { ${upper(d)}, ${upper(d)} = 0x${d.key('0123456789abcdef', 2, 8)} } ${d.name(true)}_t;`,
  (d) =>
    `template <typename T>\nclass ${d.type()} : public ${d.type()}<T> {\n public:\n  explicit ${d.type()}(T* ${d.stem()});`,
  (d) =>
    `std::vector<${d.pick(['int', 'float', 'std::string'])}> ${d.name(true)};\nreturn ${d.stem()}::${call(d, true)};`,
  (d) => `  ${d.stem()}->${d.stem()} = ${call(d, true)};\n  memset(&${d.stem()}, 0, sizeof(${d.stem()}));`,
  (d) => `#define ${upper(d)}\t${d.number()}\t/* ${d.phrase()} */`,
  (d) => `  case ${upper(d)}:\n    return ${call(d, true)};\n  default:\n    break;\n  }`,
];
export const JAVA: Turn[] = [
  (d) => `public static void ${d.name()}(String ${d.stem()}, int ${d.stem()}) throws ${d.type()}Exception {`,
  (d) => `private final List<${d.type()}> ${d.name()} = new ArrayList<>();`,
  (d) => `package com.${d.stem()}.${d.stem()};\n\nimport java.util.${d.type()};`,
  (d) => `    @Override\n    public ${d.type()} get${d.type()}() {\n        return this.${d.name()};\n    }`,
  (d) => `using System.${d.type()};\nnamespace ${d.type()}.${d.type()}\n{`,
  (d) => `    public ${d.type()} ${d.type()} { get; set; }`,
  (d) => `try {\n    ${call(d)};\n} catch (${d.type()}Exception e) {\n    log.error("${d.phrase()}", e);\n}`,
  (d) => `/**\n * ${d.sentence()}\n *\n * @param ${d.stem()} ${d.phrase()}\n * @return ${d.phrase()}\n */`,
];
export const GO: Turn[] = [
  (d) =>
    `func (s *${d.type()}) ${capital(d.name())}(ctx context.Context) error {\n\tif err != nil {\n\t\treturn err\n\t}`,
  (d) =>
    `// ${capital(d.name())} ${d.sentence()}\nfunc ${capital(d.name())}(${d.stem()} []byte, ${d.stem()} int) (*${d.type()}, error) {`,
  (d) => `package ${d.stem()}\n\nimport (\n\t"${d.stem()}"\n\t"github.com/${d.stem()}/${d.stem()}"\n)`,
  (d) =>
    `\t${d.stem()}, err := ${call(d)}\n\tif err != nil {\n\t\treturn nil, fmt.Errorf("${d.phrase()}: %w", err)\n\t}`,
  (d) =>
    `type ${d.type()} struct {\n\t${capital(d.name())} *${d.type()} \`json:"${d.name()}"\`\n\t${d.name()} map[string]int\n}`,
  (d) =>
    `\tfor i, ${d.stem()} := range ${d.name()} {\n\t\tt.Errorf("got %v, want %v", ${d.stem()}, ${value(d)})\n\t}`,
  (d) => `\tdefer ${d.stem()}.Unlock()\n\tgo func() { ${d.stem()} <- ${value(d)} }()`,
  (d) =>
    `const (\n\t${capital(d.name())} = iota\n\t${capital(d.name())}\n)\nvar ${d.name()} = &${d.type()}{${capital(d.stem())}: ${value(d)}}`,
];
export const RUST: Turn[] = [
  (d) =>
    `fn ${d.name(true)}(${d.stem()}: &str) -> Result<${d.type()}, ${d.type()}> {\n    let mut ${d.stem()} = ${call(d, true)}?;`,
  (d) =>
    `#[derive(Debug, Clone)]\npub struct ${d.type()}<'a> {\n    pub ${d.name(true)}: Option<&'a ${d.type()}>,\n}`,
  (d) =>
    `impl ${d.type()} for ${d.type()} {\n    match self {\n        Self::${d.type()} => ${value(d, true)},\n        _ => unreachable!(),`,
  (d) => `use crate::${d.stem()}::{${d.type()}, ${d.type()}};\n\n/// ${d.sentence()}`,
  (d) =>
    `    let ${d.name(true)}: Vec<_> = ${d.stem()}.iter().map(|${d.stem()}| ${call(d, true)}).collect();`,
];
export const PHP: Turn[] = [
  (d) => `<?php\nnamespace ${d.type()}\\${d.type()};\nuse ${d.type()}\\${d.type()};`,
  (d) =>
    `    public function ${d.name()}($${d.stem()}, array $${d.stem()} = []) {\n        return $this->${d.name()};\n    }`,
  (d) =>
    `if (!isset($${d.name(true)}['${d.stem()}'])) {\n    throw new \\${d.type()}Exception('${d.phrase()}');\n}`,
  (d) =>
    `foreach ($${d.stem()} as $${d.stem()} => $${d.stem()}) {\n    echo htmlspecialchars($${d.stem()}->${d.stem()});\n}`,
  (d) => `$${d.name()} = ${d.type()}::${d.name()}('${d.phrase()}', ${d.number()});`,
];
