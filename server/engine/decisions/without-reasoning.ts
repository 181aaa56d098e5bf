import type { Decision } from './model.ts';

/** The decision as it is given without explain. */
export const withoutReasoning = (decision: Decision): Decision => ({
  ...decision,
  parties: decision.parties.map(({ reasoning: _, ...party }) => ({ ...party, lines: party.lines.map(({ steps: __, ...line }) => line) })),
});
