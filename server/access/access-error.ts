/** What somebody may not do, though others may; the message is a sentence for the person who asked. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
}
