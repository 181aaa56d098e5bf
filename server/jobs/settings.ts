/** How simulations are run. Times in milliseconds. */
export interface JobSettings {
  /** Threads that fold. */
  readonly threads: number;
  /** How long one may take, from the moment it is begun. */
  readonly limitMs: number;
  /** How often it is looked whether there is something new. */
  readonly pollMs: number;
  /** How often a worker says that it is there, and after what silence its jobs are given to others. */
  readonly beatMs: number;
  readonly silentMs: number;
  /** Shards of each fold that may be cut. Missing: by the history's size. */
  readonly shards?: number;
}

export const DEFAULT_SETTINGS: JobSettings = { threads: 2, limitMs: 600_000, pollMs: 200, beatMs: 1_000, silentMs: 10_000 };
