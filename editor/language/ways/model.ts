/* A way of paying, as the trade has it: a rule, and what it rests on. */

export type JsonObject = { readonly [key: string]: JsonValue };
export type JsonValue = string | number | boolean | readonly JsonValue[] | JsonObject;

/** Sections whose entries a way brings along. */
export const NEEDED = ['parameters', 'measures', 'derived', 'balances', 'promises', 'protections', 'budgets'] as const;
export type Needed = (typeof NEEDED)[number];

export interface Way {
  /** The incentive or obligation that it pays, and the first rule's name. */
  readonly id: string;
  readonly label: string;
  /** What it is for, in a sentence. */
  readonly about: string;
  /** The type that usually earns it. */
  readonly partnerType: string;
  /** What a partner type must produce to earn it. */
  readonly produces: readonly string[];
  readonly rules: readonly JsonObject[];
  readonly needs?: Partial<Readonly<Record<Needed, JsonObject>>>;
  /** Another way that must be there too: a minimum commitment needs royalties. */
  readonly rests?: string;
}

export const compare = (fact: string, operator: string, value: JsonValue): JsonObject => ({ fact, operator, value });
export const there = (fact: string): JsonObject => compare(fact, 'exists', true);
interface Paying {
  readonly name: string;
  readonly about: string;
  readonly on: string;
  readonly moves: string;
  readonly when: readonly JsonObject[];
}

/** `for` is filled in when it is known who. */
export const incentive = ({ name, about, on, moves, when }: Paying, params: JsonObject): JsonObject => ({
  ...{ name, description: about, decides: 'incentive', for: [], on: [on], moves, conditions: { all: when } },
  event: { type: 'incentive', params: { incentive: name, ...params } },
});

export const obligation = ({ name, about, on, moves, when }: Paying, params: JsonObject): JsonObject => ({
  ...{ name, description: about, decides: 'obligation', for: [], on: [on], moves, conditions: { all: when } },
  event: { type: 'obligation', params: { obligation: name, ...params } },
});

export const rate = (value: string, description: string): JsonObject => ({ type: 'rate', value, min: '0', max: '1', description });
export const money = (value: string, description: string): JsonObject => ({ type: 'money', value, description });
