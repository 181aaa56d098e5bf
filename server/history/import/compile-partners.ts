import type { PartnerMapping } from '../../../schemas/types.ts';
import { didYouMean, shorten } from '../../engine/program/wording.ts';
import { Builder, buildAsIs, type ListedParts } from './build.ts';
import { partnerTypeCheck, RuleCompiler, unknownName } from './compile-rules.ts';
import type { ValueCompiler } from './compile-values.ts';
import type { PartnerRule } from './plan.ts';
import type { SourceFile } from './source-file.ts';

export function compilePartners(values: ValueCompiler, mapping: PartnerMapping, file: SourceFile, pointer: string): PartnerRule {
  const rule = new RuleCompiler(values, file, pointer, false);
  const base = { takes: rule.when(mapping.when), again: mapping.again ?? 'same' };
  if (mapping.asIs === true) {
    rule.asIs(mapping);
    return { ...base, build: buildAsIs };
  }
  if (mapping.id === undefined) rule.missing('id', 'which partner is it?');
  if (mapping.enrollments === undefined) rule.missing('enrollments', 'as what does it take part?');
  const known = values.terms.partnerFacts;
  const stranger = (name: string, at: string): void =>
    rule.report('unknown-fact', `Partners carry no fact ${shorten(name)}.`, at, didYouMean(name, known.keys()));
  const builder = new Builder({
    grouped: false,
    fields: rule.fields([mapping.id, '/id', 'text'], [mapping.name, '/name', 'text']),
    sections: { facts: rule.facts(mapping.facts, '/facts', known, stranger) },
    lists: {
      enrollments: (mapping.enrollments ?? []).map((one, index) => enrollment(rule, mapping, one, `/enrollments/${index}`, stranger)),
    },
  });
  return { ...base, build: builder.build };
}

function enrollment(
  rule: RuleCompiler,
  mapping: PartnerMapping,
  { partnerType, enrolledOn, tier, facts }: NonNullable<PartnerMapping['enrollments']>[number],
  at: string,
  stranger: (name: string, at: string) => void,
): ListedParts {
  const { terms } = rule.values;
  for (const fact of terms.requiredOfPartners) {
    if (mapping.facts?.[fact] !== undefined || facts?.[fact] !== undefined) continue;
    rule.report(
      'missing-fact',
      `${fact} is missing; a partner must carry it.`,
      mapping.facts === undefined ? '' : '/facts',
      `Add "${fact}" to its facts.`,
    );
  }
  return {
    fields: rule.fields(
      [partnerType, `${at}/partnerType`, 'text', partnerTypeCheck(rule.values)],
      [enrolledOn, `${at}/enrolledOn`, 'date'],
      [tier, `${at}/tier`, 'text', (name) => (terms.levels.has(name) ? undefined : unknownName('level', name, terms.levels))],
    ),
    facts: rule.facts(facts, `${at}/facts`, terms.partnerFacts, stranger),
  };
}
