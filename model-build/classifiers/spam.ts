/** Spam or ham: short messages. */
import { classifierRecipe, sumOf } from '../classify/recipe.ts';

export default classifierRecipe({
  name: 'spam',
  version: '0.2.0',
  description: 'Tells unwanted advertising from messages between people, in English text messages.',
  seed: 1,
  data: {
    table: 'sms-spam',
    licence: 'CC BY 4.0',
    origin: 'SMS Spam Collection, Almeida and Gómez Hidalgo 2011 (UCI 228)',
  },
  tokenizer: { kind: 'ngrams', buckets: 2048 },
  network: sumOf(8),
  training: { epochs: 6, learningRate: 0.01, dropout: 0.2 },
  card: {
    weaknesses: [
      '**One place and time.** Its messages are British and Singaporean ones of 2003 to 2011: spam of prize draws and ringtones. Mail, forms and other languages are not what it knows.',
      '**Base rate.** One message in eight of its table is spam; tell `priors` where it is another share.',
    ],
  },
});
