/** Pieces of programs in the common languages, made of their usual turns, random names and comments: nobody's own code. */
import { C, GO, JAVA, PHP, RUST, SCRIPT, type Turn } from './curly.ts';
import { MARKUP, PERL, PYTHON, RUBY, SETTINGS, SHELL, SQL } from './scripts.ts';
import type { Draws } from './words.ts';

/** How a language writes comments: what a line of one begins with, or none where the block is enough. */
interface Language {
  turns: readonly Turn[];
  line: string;
  block?: readonly [string, string, string];
}

const STARS = ['/*', ' * ', ' */'] as const;
const LANGUAGES: readonly Language[] = [
  { turns: SCRIPT, line: '// ', block: ['/**', ' * ', ' */'] },
  { turns: PYTHON, line: '# ', block: ['    """', '    ', '    """'] },
  { turns: C, line: '// ', block: STARS },
  { turns: JAVA, line: '// ', block: ['/**', ' * ', ' */'] },
  { turns: GO, line: '// ' },
  { turns: RUST, line: '/// ' },
  { turns: PHP, line: '// ', block: ['    /**', '     * ', '     */'] },
  { turns: PERL, line: '# ' },
  { turns: RUBY, line: '# ' },
  { turns: SHELL, line: '# ' },
  { turns: SQL, line: '-- ' },
  { turns: MARKUP, line: '', block: ['<!--', '  ', '-->'] },
  { turns: SETTINGS, line: '# ' },
];
/** Characters of a text at most: what a gate reads. */
const MOST = 600;

/** Some lines of one language, as they stand in a file or an editor: its end, as far as a gate reads. */
export function codeText(d: Draws): string {
  const language = d.pick(LANGUAGES);
  const lines = d.times(1, d.pick([1, 3, 8, 14]), () => {
    const turn = d.pick(language.turns)(d);
    return d.chance(0.2) ? `${comment(d, language)}\n${turn}` : turn;
  });
  const text = lines.join(d.chance(0.3) ? '\n\n' : '\n');
  if (d.chance(0.25)) return text.slice(0, d.whole(12, 60));
  return text.slice(-d.pick([MOST, MOST, 200])).trimStart();
}

/** A line of it, or a block of some. */
function comment(d: Draws, { line, block }: Language): string {
  const said = d.times(1, d.pick([1, 4]), () => d.sentence());
  if (block && (line === '' || d.chance(0.5)))
    return [block[0], ...said.map((one) => block[1] + one), block[2]].join('\n');
  return said.map((one) => line + one).join('\n');
}
