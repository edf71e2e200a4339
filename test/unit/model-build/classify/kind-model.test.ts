/** The shipped `kind` on programs, data and letters that were written for this test. */
import { expect, it } from 'vitest';
import { readModel } from '../../../../model-build/artefact/read-model.ts';
import { served } from '../../../../model-build/classify/run-int8.ts';
import { judge } from '../../../../src/classification/scores.ts';
import { Ngrams, NgramsFileSchema } from '../../../../src/text/ngrams.ts';

const CODE = {
  python: `def ripen(pears, days=3):
    """Leave the pears on the shelf for some days, then say which of them are soft enough to eat."""
    # A pear that was hard to begin with needs longer than the others.
    return [pear for pear in pears if pear.age >= days or pear.is_soft()]`,
  go: `// Row takes the boat across the lake, and comes back when nobody is on the other side.
func (b *Boat) Row(ctx context.Context, lake *Lake) error {
	if err := lake.Cross(ctx, b); err != nil {
		return fmt.Errorf("row: %w", err)
	}`,
  c: `/* The lantern is lit when the keeper is at home, and put out when the ship has passed. */
static int lantern_light(struct lantern *l, unsigned int oil)
{
	if (!l || oil == 0)
		return -EINVAL;`,
  sql: `-- Who has borrowed more than three books this month?
SELECT reader_id, COUNT(*) AS books FROM loans WHERE borrowed_at > '2031-04-01' GROUP BY reader_id HAVING COUNT(*) > 3;`,
  shell: `# Every night, so that nobody has to think of it.
for shed in "$@"; do
  tar -czf "/backup/$shed.tar.gz" "$shed" || exit 1
done`,
  perl: `sub knock {
    my ($self, $door) = @_;
    return unless $door->{is_shut};   # nobody knocks at an open door
    push @{ $self->{knocks} }, time;
}`,
  php: `<?php
// The guest book is shown with the newest entry first.
foreach (array_reverse($entries) as $entry) { echo htmlspecialchars($entry['words']) . "<br>"; }`,
  rust: `/// How many apples are left once everybody has had one.
pub fn left(apples: u32, guests: &[Guest]) -> Option<u32> { apples.checked_sub(guests.len() as u32) }`,
  css: `.orchard > li:hover { margin: 0 auto; color: #3a5f0b; text-decoration: none; }`,
};
const DATA = {
  json: `{ "pears": [ { "id": 14, "weight": 181.5, "soft": true }, { "id": 15, "weight": 170.2, "soft": false } ] }`,
  csv: `id,harvested,weight,sort\n14,2031-09-02,181.5,conference\n15,2031-09-02,170.2,williams`,
  log: `2031-09-02 07:14:55 INFO press.start id=14 weight=181.5 took 32ms\n2031-09-02 07:15:09 WARN press.slow id=15 took 941ms`,
};
const PROSE = [
  'Dear Ms Featherstone, thank you for the pears. Three of them were soft by Friday (the ones on the left), and we had them with cheese.',
  'I ran the program again, and it printed "no such file": do I have to be in the folder where the pictures are?',
  'Agenda:\n- the roof of the library\n- who feeds the owls in August?\n- any other business',
  'Our office is at 14 Mill Lane; call 01632 960 144 or write to pears@orchard.example before 5 pm.',
];

it('takes programs for code, comments and all, data for data, and letters for prose', async () => {
  const { manifest, onnx, tokenizerJson } = await readModel('models/kind');
  const ngrams = new Ngrams(NgramsFileSchema.parse(tokenizerJson));
  const say = async (texts: string[]) => {
    const tokens = texts.map((text) => Int32Array.from(ngrams.encode(text)));
    const logits = await served(onnx, ngrams.startToken, tokens);
    return logits.map((z) => judge(manifest.task!, z, {}, false).label);
  };
  const named = async (texts: Record<string, string>) => {
    const said = await say(Object.values(texts));
    return Object.fromEntries(Object.keys(texts).map((name, i) => [name, said[i]]));
  };
  const all = (texts: object, label: string) =>
    Object.fromEntries(Object.keys(texts).map((name) => [name, label]));
  expect(await named(CODE)).toEqual(all(CODE, 'code'));
  expect(await named(DATA)).toEqual(all(DATA, 'data'));
  expect(await say(PROSE)).toEqual(PROSE.map(() => 'prose'));
});
