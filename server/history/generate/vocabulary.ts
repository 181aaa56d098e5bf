import type { Comparison } from '../../engine/conditions/model.ts';
import { leavesOf } from '../../engine/conditions/walk.ts';
import type { Value } from '../../engine/facts/value.ts';
import type { Program } from '../../engine/program/model.ts';
import { valuesOf } from './comparisons.ts';

/** At least one. */
export type Words = readonly [string, ...string[]];

/** What an application must come with, by the enrollment rules of a partner type. */
export interface EntryBar {
  readonly documents: readonly string[];
  readonly agreements: readonly string[];
  /** Smallest units; 0: none is asked for. */
  readonly businessPlan: number;
  readonly references: number;
}

/** The texts and amounts of a program that a history has to use so that its rules have something to say. */
export interface Vocabulary {
  readonly lines: Words;
  readonly competencies: Words;
  readonly salesRoles: Words;
  readonly attestations: Words;
  readonly attestationScopes: Words;
  readonly licences: Words;
  readonly proofs: Words;
  readonly integrationLevels: Words;
  readonly embargoed: readonly string[];
  readonly barOf: (partnerType: string) => EntryBar;
  /** Amounts at which the program changes what it pays or asks for, ascending, in smallest units: where deals gather just above. */
  readonly steps: readonly number[];
  /** The smallest amount at which a registration is allowed, and from which persons look at it; smallest units, 0: unknown. */
  readonly registrations: readonly number[];
}

/** What there is to say where a program says nothing. */
const WITHOUT = {
  lines: ['harbor', 'beacon', 'compass'],
  competencies: ['migration', 'security', 'analytics'],
  salesRoles: ['sales'],
  attestations: ['soc-2', 'iso-27001'],
  attestationScopes: ['customer-data'],
  licences: ['oem-licence'],
  proofs: ['invoice', 'proof-of-performance'],
  integrationLevels: ['listed', 'certified', 'deep'],
} as const satisfies Record<string, Words>;

export function vocabularyOf(program: Program): Vocabulary {
  const comparisons = allComparisons(program);
  const words = (otherwise: Words, ...facts: readonly string[]): Words => {
    const [first, ...others] = new Set([...comparedTexts(program, comparisons, facts), ...tableKeys(program, facts)]);
    return first === undefined ? otherwise : [first, ...others];
  };
  return {
    lines: words(WITHOUT.lines, 'item.productLine', 'deal.productLine', 'certificate.product'),
    competencies: words(WITHOUT.competencies, 'certificate.competency', 'engagement.competency', 'question.competency'),
    salesRoles: words(WITHOUT.salesRoles, 'certificate.role'),
    attestations: words(WITHOUT.attestations, 'document.kind'),
    attestationScopes: words(WITHOUT.attestationScopes, 'document.scope'),
    licences: words(WITHOUT.licences, 'agreement.kind'),
    proofs: words(WITHOUT.proofs, 'mdf.proof'),
    integrationLevels: words(WITHOUT.integrationLevels, 'integration.level'),
    embargoed: comparedTexts(program, comparisons, ['applicant.country']),
    barOf: (partnerType) => entryBar(program, partnerType),
    steps: steps(program, comparisons),
    registrations: ascending(comparedNumbers(program, comparisons, ['registration.amount'])),
  };
}

function allComparisons(program: Program): readonly Comparison[] {
  const conditions = [
    ...program.rules.map((rule) => rule.conditions),
    ...[...program.measures.values()].flatMap(({ where }) => where ?? []),
    ...[...program.promises.values()].flatMap(({ where }) => where ?? []),
  ];
  return conditions.flatMap(leavesOf);
}

function compared(program: Program, comparisons: readonly Comparison[], facts: readonly string[]): readonly Value[] {
  return comparisons.filter(({ fact }) => facts.includes(fact)).flatMap((comparison) => valuesOf(program, comparison));
}

const comparedTexts = (program: Program, comparisons: readonly Comparison[], facts: readonly string[]): readonly string[] =>
  compared(program, comparisons, facts).filter((value) => typeof value === 'string');

const comparedNumbers = (program: Program, comparisons: readonly Comparison[], facts: readonly string[]): readonly number[] =>
  compared(program, comparisons, facts).filter((value) => typeof value === 'number');

/** What tables are keyed by stands in their rows. */
function tableKeys(program: Program, facts: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const parameter of program.parameters.values()) {
    if (parameter.kind !== 'table') continue;
    for (const [place, key] of parameter.keys.entries()) {
      if (!facts.includes(key)) continue;
      for (const row of parameter.rows.keys()) found.push(row.split('\u0000')[place] ?? '');
    }
  }
  return found.filter((text) => text !== '');
}

function entryBar(program: Program, partnerType: string): EntryBar {
  const comparisons = program.rules
    .filter((rule) => rule.decides === 'enrollment' && rule.for.has(partnerType))
    .flatMap((rule) => leavesOf(rule.conditions));
  return {
    documents: [...new Set(comparedTexts(program, comparisons, ['applicant.documents']))],
    agreements: [...new Set(comparedTexts(program, comparisons, ['applicant.agreements']))],
    businessPlan: Math.max(0, ...comparedNumbers(program, comparisons, ['applicant.businessPlan'])),
    references: Math.max(0, ...comparedNumbers(program, comparisons, ['applicant.references'])),
  };
}

/** Bands on money, and money that a fact or measure is held against. */
function steps(program: Program, comparisons: readonly Comparison[]): readonly number[] {
  const bands = [...program.parameters.values()].flatMap((parameter) =>
    parameter.kind === 'bands' && parameter.over === 'money' ? parameter.bands.map(({ from }) => from) : [],
  );
  const bars = comparisons.filter(({ type }) => type === 'money').flatMap((comparison) => valuesOf(program, comparison));
  return ascending([...bands, ...bars.filter((value) => typeof value === 'number')]);
}

const ascending = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].filter((each) => each > 0).sort((a, b) => a - b);
