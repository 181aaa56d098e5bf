/** A history that can't be opened or written: where, what was found, what to do. For people. */
export class HistoryError extends Error {}
