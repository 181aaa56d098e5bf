/** Bounds that a deployment may set otherwise. */
export interface Limits {
  /** Bytes of a body; of a batch. */
  readonly bodyBytes: number;
  readonly batchBodyBytes: number;
  /** Months that a quote's enrollments together have lived: the fold closes each of them. */
  readonly enrollmentMonths: number;
  /** Of them those since the last earlier activity, where what fell due in them is explained: the answer tells of each. */
  readonly explainedMonths: number;
  /** Registrations among a quote's earlier activities: each that waits is looked at again whenever a protection ends. */
  readonly registrations: number;
  /** How long the quotes of a batch are decided; those left after it are to be asked again. */
  readonly batchMs: number;
  /** Bytes of one file that is imported. */
  readonly importBytes: number;
  /** A simulation over a history of so many rows is answered in its request, if it takes no longer than that. */
  readonly answeredRows: number;
  readonly simulationWaitMs: number;
  /** How long a sweep or a goal seek may fold, once it is its turn. */
  readonly tryMs: number;
  /** How long a request may take to arrive. */
  readonly requestMs: number;
  /** From one address; false: as many as come. */
  readonly requestsPerMinute: number | false;
  /** Mean delay of the event loop from which on requests are turned away; false: never. */
  readonly loopDelayMs: number | false;
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 1_048_576,
  batchBodyBytes: 33_554_432,
  enrollmentMonths: 20_000,
  explainedMonths: 2_000,
  registrations: 500,
  batchMs: 60_000,
  importBytes: 4_294_967_296,
  answeredRows: 150_000,
  simulationWaitMs: 25_000,
  tryMs: 100_000,
  requestMs: 120_000,
  requestsPerMinute: 60_000,
  loopDelayMs: 1_000,
};

/** Bounds that are part of the interface. */
export const MAX_DEPTH = 32;
export const MAX_QUOTES = 10_000;
export const MAX_EARLIER = 10_000;
export const MAX_OTHER_PARTNERS = 1_000;
