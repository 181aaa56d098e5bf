/** Where the true value lies with a probability of 95 %; not always symmetrical. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** How it is reckoned, and after whom. */
  readonly method: string;
}

/** Of the normal distribution, both sides together 5 %. */
export const Z95 = 1.959963984540054;
