/** What came out for each party, in short; as server/deals/said.ts says it. */
export interface PartyInShort {
  readonly partner: string;
  readonly partnerType: string;
  readonly role?: string;
  readonly closed?: readonly string[];
  readonly registration?: string;
  readonly enrollment?: string;
  readonly mdf?: string;
  readonly routing?: string;
  readonly lines?: readonly { readonly incentive: string; readonly amount: string; readonly status?: string }[];
  readonly tier?: { readonly before: string; readonly after: string };
  readonly failures?: number;
}

const OUTCOMES = [
  ['registration', 'registration'],
  ['enrollment', 'enrollment'],
  ['mdf', 'MDF'],
  ['routing', 'co-sell'],
] as const;

const MOST_LINES = 3;

/** `stock-rebate 120.00; registration approve` … empty where nothing came of it. */
export function outcomeOf(party: PartyInShort): string {
  const { closed, lines = [], tier, failures } = party;
  const said = [
    ...OUTCOMES.flatMap(([key, word]) => (party[key] === undefined ? [] : [`${word} ${party[key]}`])),
    ...lines.slice(0, MOST_LINES).map(({ incentive, amount }) => `${incentive} ${amount}`),
    ...(lines.length > MOST_LINES ? [`${lines.length - MOST_LINES} more lines`] : []),
    ...(tier === undefined ? [] : [`tier ${tier.before} → ${tier.after}`]),
    ...(closed === undefined ? [] : [`closed: ${closed.join(', ')}`]),
    ...(failures === undefined ? [] : [`${failures} failed`]),
  ];
  return said.join('; ');
}

export const partiesOf = ({ parties }: { readonly parties: readonly object[] }): readonly PartyInShort[] =>
  parties as readonly PartyInShort[];
