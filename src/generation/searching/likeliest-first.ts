/** The order of every search over tokens: what is likeliest is looked at next. */

/** Takes the likeliest out of a list that is not empty; the first of equals. */
export function takeLikeliest<T extends { logprob: number }>(open: T[]): T {
  let at = 0;
  for (let i = 1; i < open.length; i++) if (open[i]!.logprob > open[at]!.logprob) at = i;
  return open.splice(at, 1)[0]!;
}
