import type { Measure } from '../measures/model.ts';
import type { Finding } from '../program/diagnostic.ts';
import type { Program, Rule } from '../program/model.ts';
import type { Check } from './check.ts';
import { conditionReads, deepReads, kindsFor, listed, measureOf, type Read, ruleReads } from './reads.ts';

/** A rule that reads what its partner types never produce looks right and never pays. */
export const computability: Check = {
  name: 'computability',
  about: 'A rule reads only what its partner types and kinds of activity produce, and a measure only what its kinds carry.',
  *run({ program }) {
    for (const measure of program.measures.values()) yield* measureFindings(program, measure);
    for (const rule of program.rules) {
      const reads = new Map<string, Read>();
      for (const read of deepReads(program, ruleReads(rule))) if (!reads.has(read.fact)) reads.set(read.fact, read);
      for (const partnerType of rule.for) {
        for (const read of reads.values()) {
          yield* carriedFindings(program, rule, partnerType, read);
          yield* producedFindings(program, partnerType, rule, read);
        }
      }
    }
  },
};

/** Facts of the activity must be carried by a kind on which the rule runs for the type. */
function* carriedFindings(program: Program, rule: Rule, partnerType: string, read: Read): Generator<Finding> {
  const carriers = program.catalogue.facts.get(read.fact)?.kinds;
  if (carriers === undefined) return;
  const kinds = kindsFor(program, rule, partnerType);
  if (kinds.length === 0 || kinds.some((kind) => carriers.has(kind))) return;
  yield {
    code: 'not-computable',
    severity: 'error',
    message: `${rule.name} reads ${read.fact} for ${partnerType}, but ${listed(kinds)} ${kinds.length === 1 ? 'does' : 'do'} not carry it.`,
    hint: `${read.fact} stands in ${listed([...carriers].slice(0, 5))}.`,
    pointer: read.pointer,
  };
}

/** What a measure looks at must be produced by the partner types that read it. */
function* producedFindings(program: Program, partnerType: string, rule: Rule, read: Read): Generator<Finding> {
  const measure = measureOf(program, read.fact);
  if (measure === undefined) return;
  const types = measure.scope === 'enrollment' ? [partnerType] : [...program.partnerTypes.keys()];
  if (measure.lines.length > 0) {
    if (measure.lines.some((line) => types.some((type) => paysLine(program, line, type)))) return;
    yield {
      code: 'not-computable',
      severity: 'error',
      message: `${rule.name} reads ${read.fact} for ${partnerType}, but no rule pays ${listed(measure.lines)} to ${listed(types)}: it would always be empty.`,
      hint: 'Measure an incentive that this partner type earns, or leave the type out of "for".',
      pointer: read.pointer,
    };
    return;
  }
  const produced = new Set(types.flatMap((type) => [...(program.partnerTypes.get(type)?.produces ?? [])]));
  if (measure.kinds.some((kind) => produced.has(kind) || program.catalogue.kinds.get(kind)?.generated === true)) return;
  yield {
    code: 'not-computable',
    severity: 'error',
    message: `${rule.name} reads ${read.fact} for ${partnerType}, which reckons ${listed(measure.kinds)}; partners of type ${partnerType} produce none of these, so it can never be anything but empty.`,
    hint: `${partnerType} produces ${listed(program.partnerTypes.get(partnerType)?.produces ?? [])}.`,
    pointer: read.pointer,
  };
}

const paysLine = (program: Program, line: string, partnerType: string): boolean =>
  program.rules.some(
    (rule) =>
      rule.for.has(partnerType) &&
      (rule.decides === 'incentive' || rule.decides === 'obligation' || rule.decides === 'mdf') &&
      rule.incentive === line,
  );

/** A measure's own facts must be carried by one of the kinds it looks at. */
function* measureFindings(program: Program, measure: Measure): Generator<Finding> {
  if (measure.lines.length > 0) return;
  const pointer = `/measures/${measure.name}`;
  const reads: Read[] = measure.by.map((fact) => ({ fact, pointer: `${pointer}/by` }));
  if (measure.fact !== undefined) reads.push({ fact: measure.fact, pointer: `${pointer}/${measure.aggregate}` });
  if (measure.where !== undefined) reads.push(...conditionReads(measure.where));
  for (const read of reads) {
    const carriers = program.catalogue.facts.get(read.fact)?.kinds;
    if (carriers === undefined || measure.kinds.some((kind) => carriers.has(kind))) continue;
    yield {
      code: 'not-computable',
      severity: 'error',
      message: `The measure ${measure.name} reads ${read.fact}, but ${listed(measure.kinds)} ${measure.kinds.length === 1 ? 'does' : 'do'} not carry it.`,
      hint: `${read.fact} stands in ${listed([...carriers].slice(0, 5))}.`,
      pointer: read.pointer,
    };
  }
}
