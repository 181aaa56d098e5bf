/**
 * What can't be kept or found, as a sentence for the person who asked. `code` is for programs:
 *
 * - `in-use`: another process has the folder open
 * - `unreachable`: the database doesn't answer; nothing was changed
 * - `busy`: it answers, and not in time; nothing was changed
 * - `in-doubt`: it went away while it was to commit: it may have, or not
 * - `too-new`: the database was made by a newer Dealwright
 * - `not-found`: nothing has this id
 * - `limit`: more than is kept; the message says what the limit is
 * - `changed`: what was read is no longer there
 * - `refused`: what was given can't be kept
 * - `taken`: somebody else has what only one can have
 */
export type StoreErrorCode =
  | 'in-use'
  | 'unreachable'
  | 'busy'
  | 'in-doubt'
  | 'too-new'
  | 'not-found'
  | 'limit'
  | 'changed'
  | 'refused'
  | 'taken';

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}
