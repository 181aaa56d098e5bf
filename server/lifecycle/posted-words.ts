import type { PostedSum } from './model.ts';

/** Each sum in words: how many lines, whose, and what they come to. */
export const postedWords = (sums: readonly PostedSum[]): readonly string[] =>
  sums.map(({ payer, currency, lines, amount }) => {
    const whose = payer === 'vendor' ? 'of what the vendor pays' : 'of what partners pay';
    return `${lines} ${lines === 1 ? 'line' : 'lines'} ${whose}, ${amount} ${currency}`;
  });
