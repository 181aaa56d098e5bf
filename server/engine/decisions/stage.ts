/** The order inside one activity. A rule reads only what is known at its stage. */
export const STAGE = {
  /** Facts of the activity, profile, parameters, measures, balances, protections, promises made earlier. */
  facts: 0,
  gate: 1,
  registration: 2,
  enrollment: 3,
  mdf: 4,
  routing: 5,
  promise: 6,
  benefit: 7,
  line: 8,
  balance: 9,
} as const;

/** Tier rules read what stands before any rule has run. */
export const TIER_STAGE = STAGE.facts;
