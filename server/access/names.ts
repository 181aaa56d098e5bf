/*
 * A name is what people go by when they approve something: it stands in one line, can be seen, and doesn't show what
 * follows in another order. Halves of characters no database keeps.
 */

/** Breaks the line, turns others around, or is half of a character. */
const MISLEADING = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
const UNSEEN = /^[\s\p{Cf}]*$/u;

export const isMisleading = (text: string): boolean => text.search(MISLEADING) >= 0;

/** Whether there is nothing to be seen. */
export const isUnseen = (text: string): boolean => UNSEEN.test(text);

/** What can be a name in a text that somebody else wrote; undefined: nothing. */
export function nameWithin(text: string, most: number): string | undefined {
  // a character that is cut leaves a half
  const name = text
    .replace(MISLEADING, '')
    .trim()
    .slice(0, most)
    .replace(/\p{Cs}/gu, '')
    .trim();
  return isUnseen(name) ? undefined : name;
}
