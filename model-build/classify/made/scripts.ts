/** Turns of languages without braces, of markup and of settings: each makes a line or some, of random names. */
import { call, type Turn, test, value } from './curly.ts';

export const PYTHON: Turn[] = [
  (d) => `    def ${d.name(true)}(self, ${d.stem()}, ${d.stem()}=None):\n        return ${call(d, true)}`,
  (d) =>
    `def ${d.name(true)}(${d.stem()}, *args, **kwargs):\n    """${d.sentence()}"""\n    return ${value(d, true)}`,
  (d) => `import ${d.stem()}\nfrom ${d.stem()}.${d.stem()} import ${d.type()}, ${d.name(true)}`,
  (d) => `    for ${d.stem()} in ${call(d, true)}:\n        ${d.name(true)} += ${value(d, true)}`,
  (d) =>
    `    if ${test(d, true)}:\n        raise ${d.type()}Error("${d.phrase()}")\n    elif not ${d.name(true)}:\n        pass`,
  (d) => `${d.name(true)} = [${d.stem()} for ${d.stem()} in ${d.name(true)} if ${test(d, true)}]`,
  (d) =>
    `class ${d.type()}(${d.type()}):\n    """${d.sentence()}\n\n    :param ${d.stem()}: ${d.phrase()}\n    """\n    def __init__(self, ${d.stem()}):\n        self.${d.stem()} = ${d.stem()}`,
  (d) => `with open("${d.stem()}.txt") as f:\n    ${d.name(true)} = f.read()\nprint(${d.name(true)})`,
  (d) =>
    `    @property\n    def ${d.name(true)}(self) -> Optional[${d.type()}]:\n        return self._${d.name(true)}`,
  (d) =>
    `        self.assertEqual(${call(d, true)}, ${value(d, true)})\n        self.${d.name(true)} = {'${d.stem()}': ${value(d, true)}}`,
  (d) =>
    `    try:\n        ${call(d, true)}\n    except (${d.type()}Error, KeyError) as exc:\n        return None`,
  (d) => `>>> ${d.name(true)} = ${call(d, true)}\n>>> ${d.name(true)}\n${d.number()}`,
  (d) => `__all__ = ["${d.name(true)}", "${d.type()}"]\n\n${d.name(true).toUpperCase()} = ${value(d, true)}`,
];
export const PERL: Turn[] = [
  (d) => `sub ${d.name(true)} {\n    my ($self, $${d.stem()}, %${d.stem()}) = @_;`,
  (d) =>
    `  my $${d.name(true)} = $self->{${d.name(true)}} || '${d.stem()}';\n  return unless defined $${d.stem()};`,
  (d) =>
    `use strict;\nuse warnings;\nuse ${d.type()}::${d.type()} qw(${d.stem()} ${d.stem()});\nour @ISA = qw(${d.type()});`,
  (d) => `  if ($${d.stem()} =~ /^\\s*(\\w+)=(.*)$/) {\n    push @{$${d.stem()}}, $1;\n  }`,
  (d) =>
    `=head2 ${d.name(true)}\n\n  $${d.stem()} = ${d.type()}->${d.name(true)}($${d.stem()});\n\n${d.sentence()}\n\n=cut`,
  (d) =>
    `  foreach my $${d.stem()} (keys %$${d.stem()}) {\n    croak "${d.phrase()} $${d.stem()}" if @${d.stem()} > ${d.whole(0, 9)};`,
];
export const RUBY: Turn[] = [
  (d) => `  def ${d.name(true)}(${d.stem()}, ${d.stem()}: nil)\n    @${d.stem()} ||= ${call(d, true)}\n  end`,
  (d) => `require '${d.stem()}/${d.stem()}'\n\nmodule ${d.type()}\n  class ${d.type()} < ${d.type()}`,
  (d) => `${d.name(true)}.each do |${d.stem()}|\n  puts "#{${d.stem()}}: ${d.phrase()}"\nend`,
  (d) => `  raise ${d.type()}Error, "${d.phrase()}" unless ${d.name(true)}.nil?`,
  (d) =>
    `local ${d.name(true)} = ${call(d, true)}\nif ${d.stem()} ~= nil then\n  return ${value(d, true)}\nend`,
];
export const SHELL: Turn[] = [
  (d) =>
    `#!/bin/bash\nset -e\nfor f in *.${d.stem()}; do\n  ${d.stem()} --${d.stem()}=${d.whole(1, 99)} "$f" | grep -v ${d.stem()}\ndone`,
  (d) => `if [ -z "$${d.stem().toUpperCase()}" ]; then\n    echo "${d.phrase()}" >&2\n    exit 1\nfi`,
  (d) =>
    `${d.stem().toUpperCase()}_${d.stem().toUpperCase()}="\${${d.stem().toUpperCase()}:-/usr/${d.stem()}/${d.stem()}}"\nexport PATH`,
  (d) => `git ${d.pick(['commit -m', 'checkout -b', 'push origin'])} ${d.stem()} && npm run ${d.stem()}`,
  (d) => `    ${d.stem()}) ${d.name(true)} "$@" ;;\n    *) usage; exit 2 ;;\nesac`,
  (d) =>
    `$ sudo ${d.stem()} install ${d.stem()}-${d.stem()} 2>/dev/null || true\n$ cd ~/${d.stem()} && ls -la`,
  (d) =>
    `${d.name(true)}() {\n    local ${d.stem()}=$1\n    sed -i "s/${d.stem()}/${d.stem()}/g" "$${d.stem()}"\n}`,
  (d) =>
    `FROM ${d.stem()}:${d.whole(1, 20)}-slim\nRUN apt-get update && apt-get install -y ${d.stem()}\nCOPY . /${d.stem()}\nCMD ["${d.stem()}", "--${d.stem()}"]`,
  (d) => `${d.stem()}: ${d.stem()}.o ${d.stem()}.o\n\t$(CC) $(CFLAGS) -o $@ $^\n.PHONY: ${d.stem()} clean`,
];
export const SQL: Turn[] = [
  (d) =>
    `SELECT ${d.name(true)}, COUNT(*) FROM ${d.stem()}s WHERE ${d.name(true)} = '${d.stem()}' GROUP BY ${d.name(true)};`,
  (d) =>
    `INSERT INTO ${d.stem()}s (${d.name(true)}, ${d.name(true)}) VALUES (${d.number()}, '${d.phrase()}');`,
  (d) =>
    `CREATE TABLE IF NOT EXISTS ${d.name(true)} (\n  id INTEGER PRIMARY KEY,\n  ${d.name(true)} VARCHAR(${d.whole(8, 255)}) NOT NULL,\n  ${d.name(true)} TIMESTAMP DEFAULT now()\n);`,
  (d) =>
    `  LEFT JOIN ${d.stem()} ${d.stem().slice(0, 1)} ON ${d.stem().slice(0, 1)}.${d.name(true)} = ${d.stem()}.id\n  ORDER BY ${d.name(true)} DESC LIMIT ${d.whole(1, 100)};`,
  (d) =>
    `ALTER TABLE ${d.name(true)} ADD CONSTRAINT fk_${d.name(true)} FOREIGN KEY (${d.name(true)}) REFERENCES ${d.stem()}(id);`,
  (d) =>
    `CREATE OR REPLACE FUNCTION ${d.name(true)}(${d.stem()} integer) RETURNS void AS $$\nBEGIN\n  UPDATE ${d.stem()} SET ${d.name(true)} = ${value(d, true)};\nEND;\n$$ LANGUAGE plpgsql;`,
  (d) => `-- ${d.phrase()}\nDROP INDEX ${d.name(true)};\nGRANT SELECT ON ${d.name(true)} TO ${d.stem()};`,
];
export const MARKUP: Turn[] = [
  (d) => `<div class="${d.stem()}-${d.stem()}">\n  <a href="/${d.stem()}">${d.phrase()}</a>\n</div>`,
  (d) => `<p>${d.sentence()}</p>\n<ul>\n  <li><code>${d.name()}</code></li>\n</ul>`,
  (d) =>
    `<input type="${d.pick(['text', 'hidden', 'checkbox'])}" name="${d.name()}" value="${d.number()}">\n<br/>`,
  (d) => `<td><a name="${d.stem()}" href="#${d.name()}">${d.phrase()}</a></td></tr>`,
  (d) =>
    `<link rel="stylesheet" href="${d.stem()}.css">\n<script src="${d.stem()}.js"></script>\n<meta charset="utf-8">`,
  (d) => `<h2 id="${d.stem()}">${d.phrase()}</h2>\n<pre><code>${d.name(true)}</code></pre>`,
  (d) =>
    `.${d.stem()}-${d.stem()} {\n  margin: ${d.whole(0, 40)}px ${d.whole(0, 40)}px;\n  color: #${d.key('0123456789abcdef', 6, 6)};\n}`,
  (d) =>
    `#${d.stem()}:hover, .${d.stem()} > ${d.pick(['a', 'li', 'span'])}:not(.${d.stem()}) { display: none; padding: ${d.whole(0, 9)}em !important; }`,
  (d) =>
    `@media (max-width: ${d.whole(300, 1200)}px) {\n  .${d.stem()}__${d.stem()} {\n    font-size: ${d.whole(8, 30)}px;\n    background: url("${d.stem()}.svg") no-repeat;\n  }\n}`,
  (d) =>
    `  --${d.stem()}-${d.stem()}: var(--${d.stem()}, ${d.whole(1, 9)}rem);\n  transition: ${d.stem()} 0.${d.whole(1, 9)}s ease-in-out;`,
];
export const SETTINGS: Turn[] = [
  (d) =>
    `${d.stem()}:\n  ${d.stem()}: ${d.number()}\n  ${d.stem()}:\n    - ${d.stem()}\n    - name: ${d.phrase()}\n      run: ${d.stem()} ${d.stem()}`,
  (d) =>
    `[${d.stem()}.${d.stem()}]\n${d.name(true)} = ${d.number()}\n${d.name(true)} = "${d.phrase()}"\n${d.stem()} = true`,
  (d) =>
    `# ${d.sentence()}\n${d.name(true).toUpperCase()}=${d.number()}\n#${d.stem().toUpperCase()}=${d.stem()}`,
  (d) =>
    `resource "${d.name(true)}" "${d.stem()}" {\n  ${d.stem()} = var.${d.name(true)}\n  tags = { ${d.stem()} = "${d.stem()}" }\n}`,
];
