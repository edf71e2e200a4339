/** How often each token stands in a text, `[vocabulary]`. */
export function countTokens(tokens: Uint16Array, vocabulary: number): Uint32Array {
  const counts = new Uint32Array(vocabulary);
  for (const token of tokens) counts[token]++;
  return counts;
}
