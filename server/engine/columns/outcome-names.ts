/** What the indexes of an outcome mean, made from the timeline alone; and the way back from names to indexes. */
import type { Program, Rule, Timeline } from '../program/model.ts';
import type { OutcomeNames } from './outcome.ts';

export function outcomeNames({ versions }: Timeline): OutcomeNames {
  const ofAll = (names: (program: Program) => Iterable<string>): readonly string[] => [
    ...new Set(versions.flatMap((program) => [...names(program)])),
  ];
  return {
    kinds: ofAll(({ catalogue }) => catalogue.kinds.keys()),
    rules: versions.map(({ rules }) => rules.map(({ name }) => name)),
    incentives: ofAll(({ rules }) => rules.flatMap(incentivesOf)),
    gates: ofAll(({ rules }) => rules.flatMap((rule) => (rule.decides === 'gate' ? [rule.gate] : []))),
    levels: versions.map(
      ({ partnerTypes }) =>
        new Map([...partnerTypes].flatMap(([name, { tiers }]) => (tiers === undefined ? [] : [[name, tiers.levels] as const]))),
    ),
    failing: ofAll(failing),
  };
}

function incentivesOf(rule: Rule): readonly string[] {
  switch (rule.decides) {
    case 'incentive':
    case 'obligation':
      return [rule.incentive];
    case 'mdf':
      return rule.incentive === undefined ? [] : [rule.incentive];
    default:
      return [];
  }
}

const failing = ({ rules, measures, promises, protections, stacks, budgets }: Program): readonly string[] => [
  ...rules.map(({ name }) => name),
  ...measures.keys(),
  ...promises.keys(),
  ...protections.keys(),
  ...stacks.map(({ name }) => name),
  ...budgets.map(({ name }) => name),
];

/** Places of names in a list; asking for another name is a bug. */
export class Places {
  private readonly places: ReadonlyMap<string, number>;

  constructor(names: readonly string[]) {
    this.places = new Map(names.map((name, place) => [name, place]));
  }

  of(name: string): number {
    const place = this.places.get(name);
    if (place === undefined) throw new Error(`no place for ${name}`);
    return place;
  }
}
