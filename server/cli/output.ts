/** Where a command writes, so that tests can read it. */
export interface Output {
  /** Results. */
  out(text: string): void;
  /** What a person should know beside them. */
  err(text: string): void;
}

/** How a command ended; the process ends with it. */
export const EXIT = {
  fine: 0,
  /** Something was found: errors in a program, scenarios that fail, activities refused. */
  findings: 1,
  /** The command can't be done as it was given. */
  wrongUse: 2,
} as const;

/** The command can't be done as it was given; the message is a sentence for the person who gave it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
