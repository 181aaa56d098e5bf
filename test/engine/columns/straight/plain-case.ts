import type { ActivityDocument, PartnerDocument, ProgramDocument } from '../../../../schemas/types.ts';
import { STAGE } from '../../../../server/engine/decisions/stage.ts';
import type { Catalogue } from '../../../../server/engine/facts/catalogue.ts';
import { programCatalogue } from '../../../../server/engine/facts/program-catalogue.ts';
import { baseCatalogue } from '../../../../server/engine/facts/schema-catalogue.ts';
import { buildHistory } from '../../../../server/history/builder.ts';
import { settingOf } from '../../../../server/history/setting.ts';
import { prepare } from '../../../differential/compare.ts';
import { Choices } from '../../../differential/generate/choices.ts';
import { aCondition } from '../../../differential/generate/conditions.ts';
import type { Place } from '../../../differential/generate/facts.ts';
import { aFormula } from '../../../differential/generate/formulas.ts';
import { aMeasure } from '../../../differential/generate/measures.ts';
import { aDate, aValue, CURRENCIES, digitsOf, money, price, rate } from '../../../differential/generate/values.ts';
import type { ColumnCase } from '../cases.ts';

/** Programs that are meant for the straight-line fold, with histories in which enrollments live through much. */

type Rule = ProgramDocument['rules'][number];

const TYPES = ['alpha', 'beta'] as const;
const LEVELS = ['base', 'silver', 'gold'] as const;
const INCENTIVES = ['bonus', 'rebate', 'spiff', 'extra', 'growth'] as const;
const KINDS = [
  ...['deal-closed', 'renewal', 'shipment-report', 'usage-report', 'mdf-claim', 'service-engagement', 'profile-changed'],
  ...['certificate-earned', 'certificate-earned', 'certificate-revoked', 'person-left', 'document-received', 'document-revoked'],
] as const;
/** Kinds with principles of their own, which have nothing to do with evaluation. */
const NOT_PRODUCED: ReadonlySet<string> = new Set(['integration-milestone', 'co-sell-request']);
const CLOSES = ['month-closed', 'quarter-closed', 'year-closed', 'tier-reviewed'] as const;
/** What rules of such programs don't read. */
const ELSEWHERE = ['line', 'promise', 'protection', 'balance', 'term', 'cancelled', 'activity.id'];

export function aPlainCase(seed: number): ColumnCase {
  const choices = new Choices(numbers(seed));
  const program = aPlainProgram(choices);
  const { timeline, enrollments, activities, until } = prepare({ program, ...aPlainHistory(choices, program) });
  const [version] = timeline.versions;
  if (version === undefined) throw new Error('a timeline without versions');
  return { timeline, history: buildHistory(settingOf(version), enrollments, activities), until };
}

function numbers(seed: number): Uint16Array {
  let state = seed;
  return Uint16Array.from({ length: 12_000 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state >> 8;
  });
}

function aPlainProgram(choices: Choices): ProgramDocument {
  const currency = choices.pick(CURRENCIES);
  const digits = digitsOf(currency);
  const document = { ...frame(choices, currency), parameters: parameters(choices, digits), rules: [] as Rule[] } as unknown as {
    -readonly [K in keyof ProgramDocument]: ProgramDocument[K];
  };
  const catalogue = (): Catalogue => programCatalogue(document).catalogue;
  const measures = choices.times(choices.between(2, 6), (index) => [`m${index}`, plainMeasure(choices, catalogue(), digits)] as const);
  document.measures = Object.fromEntries(measures);
  const derived: Place = { ...everywhere(catalogue()), without: new Set([...ELSEWHERE, 'outcome', 'gate', 'before', 'derived']) };
  document.derived = {
    ratio: { type: 'rate', formula: aFormula(choices, { ...derived, digits, derived: true }, 'rate', 2) },
    worth: { type: 'money', formula: aFormula(choices, { ...derived, digits, derived: true }, 'money', 2) },
    ...(choices.oneIn(2)
      ? { so: { type: 'boolean', formula: aFormula(choices, { ...derived, digits, derived: true }, 'boolean', 2) } }
      : {}),
  };
  document.conditions = { usual: aCondition(choices, everywhere(catalogue()), digits) };
  document.rules = [...someRules(choices, catalogue(), digits, document.partnerTypes)];
  Object.assign(document, settlement(choices));
  return document;
}

const frame = (choices: Choices, currency: string) => ({
  id: 'plain',
  name: 'A plain program',
  currency,
  rounding: choices.pick(['half-even', 'half-up', 'up', 'down'] as const),
  calendar: {
    fiscalYearStart: choices.pick(['01-01', '02-01', '07-01', '12-01']),
    timeZone: 'UTC',
    holidays: ['2024-01-01', '2024-12-25'],
  },
  partnerTypes: Object.fromEntries(
    TYPES.map((type) => [
      type,
      {
        objective: 'To be decided alike.',
        judgedBy: 'win-rate',
        produces: [...baseCatalogue.kinds.values()].flatMap(({ name, generated }) => (generated || NOT_PRODUCED.has(name) ? [] : [name])),
        commercialModel: { pricing: 'p', support: 's', customerSuccess: 'c', renewal: 'r' },
        ...(type === 'beta' && choices.oneIn(3) ? {} : { tiers: tiers(choices) }),
      },
    ]),
  ),
});

const tiers = (choices: Choices) => ({
  levels: [...LEVELS],
  upgrade: choices.pick(['at-once', 'at-once', 'at-review'] as const),
  downgrade: choices.pick(['at-once', 'at-review', 'at-year-end'] as const),
  review: choices.pick(['fiscal-month', 'fiscal-quarter', 'fiscal-year'] as const),
  graceDays: choices.pick([0, 1, 7, 40]),
});

function parameters(choices: Choices, digits: number): NonNullable<ProgramDocument['parameters']> {
  const froms = [...new Set(choices.times(choices.below(4), () => Number(money(choices, digits))))]
    .filter((from) => from > 0)
    .sort((a, b) => a - b);
  const bands = ['0', ...froms.map((from) => from.toFixed(digits))];
  return {
    sum: { type: 'money', value: money(choices, digits), min: '0', max: '100000' },
    share: { type: 'rate', value: rate(choices), min: '0', max: '2' },
    unitPrice: { type: 'price', value: price(choices) },
    number: { type: 'count', value: choices.below(20) },
    moneyBands: { type: 'bands', over: 'money', unit: 'rate', value: bands.map((from) => ({ from, rate: rate(choices) })) },
    unitBands: {
      type: 'bands',
      over: 'count',
      unit: 'price',
      value: [
        { from: choices.below(2), rate: price(choices) },
        ...(choices.oneIn(2) ? [{ from: choices.between(2, 700), rate: price(choices) }] : []),
      ],
    },
    fixedBands: { type: 'bands', over: 'money', unit: 'money', value: bands.map((from) => ({ from, rate: money(choices, digits) })) },
    byTier: {
      type: 'table',
      keys: ['partner.tier'],
      unit: 'rate',
      value: Object.fromEntries(choices.some(LEVELS, 1, 3).map((level) => [level, rate(choices)])),
    },
    byRegion: {
      type: 'table',
      keys: ['partner.region', 'partner.tier'],
      unit: 'money',
      value: { a: { base: money(choices, digits), gold: money(choices, digits) }, b: { silver: money(choices, digits) } },
    },
  };
}

function plainMeasure(choices: Choices, catalogue: Catalogue, digits: number) {
  const measure = aMeasure(choices, catalogue, KINDS, INCENTIVES, digits, false);
  return measure.window === 'term' ? { ...measure, window: choices.pick(['lifetime', 'trailing-90-days'] as const) } : measure;
}

const everywhere = (catalogue: Catalogue): Place => ({
  facts: catalogue.facts,
  kinds: new Set(),
  stage: 0,
  perItem: false,
  without: new Set([...ELSEWHERE, 'outcome', 'gate', 'before']),
});

interface Site {
  readonly choices: Choices;
  readonly catalogue: Catalogue;
  readonly digits: number;
}

function someRules(choices: Choices, catalogue: Catalogue, digits: number, types: ProgramDocument['partnerTypes']): readonly Rule[] {
  const site: Site = { choices, catalogue, digits };
  const tiered = TYPES.filter((type) => types[type]?.tiers !== undefined);
  return [
    ...(['silver', 'gold', 'gold'] as const).map((level, index) => tier(site, `tier-${index}`, level, tiered)),
    ...choices.times(choices.between(1, 4), (index) => gate(site, `gate-${index}`)),
    ...choices.times(choices.below(3), (index) => mdf(site, `mdf-${index}`)),
    ...INCENTIVES.map((id) => incentive(site, `pays-${id}`, id, true)),
    ...choices.times(choices.between(1, 6), (index) => incentive(site, `incentive-${index}`, choices.pick(INCENTIVES), false)),
    ...choices.times(choices.below(2), (index) => benefit(site, `benefit-${index}`)),
    ...choices.times(choices.below(3), (index) => reversal(site, `reversal-${index}`)),
  ];
}

const envelope = ({ choices }: Site, name: string, on: readonly string[]) => ({
  name,
  for: choices.oneIn(3) ? [choices.pick(TYPES)] : [...TYPES],
  on: [...on],
  ...(choices.oneIn(5) ? { priority: choices.between(2, 5) } : {}),
  ...(choices.oneIn(6) ? { effective: choices.pick([{ from: '2024-03-01' }, { to: '2024-09-01' }]) } : {}),
});

const placeAt = ({ catalogue }: Site, on: readonly string[], stage: number, perItem = false): Place => ({
  facts: catalogue.facts,
  kinds: new Set(on),
  stage,
  perItem,
  without: new Set([...ELSEWHERE, 'gate']),
});

const conditionsAt = ({ choices, digits }: Site, place: Place) => aCondition(choices, place, digits, ['usual']);
const formulaAt = ({ choices, digits }: Site, place: Place) => aFormula(choices, { ...place, digits, derived: false }, 'money');

function tier(site: Site, name: string, level: string, tiered: readonly string[]): Rule {
  const facts = new Map([...site.catalogue.facts].filter(([fact, spec]) => spec.kinds === undefined && !fact.startsWith('activity.')));
  const place = { facts, kinds: new Set<string>(), stage: 0, perItem: false };
  const without = new Set([...ELSEWHERE, 'gate', 'outcome', 'before', 'party', 'period', 'derived']);
  const { on: _, ...rest } = envelope(site, name, []);
  return {
    ...rest,
    for: [...tiered],
    decides: 'tier',
    conditions: JSON.parse(
      JSON.stringify(aCondition(site.choices, { ...place, without }, site.digits)).replaceAll('"activity.kind"', '"partner.type"'),
    ),
    event: { type: 'tier', params: { level } },
  };
}

function gate(site: Site, name: string): Rule {
  const on = site.choices.some(['deal-closed', 'renewal', 'shipment-report'], 1, 2);
  const perItem = on.length === 1 && on[0] === 'deal-closed' && site.choices.oneIn(2);
  return {
    ...envelope(site, name, on),
    decides: 'gate',
    conditions: conditionsAt(site, placeAt(site, on, STAGE.gate, perItem)),
    event: {
      type: 'gate',
      params: {
        gate: site.choices.pick(['sell', 'coSell']),
        effect: site.choices.oneIn(3) ? 'close' : 'open',
        ...(perItem ? { per: 'item' } : {}),
      },
    },
  } as Rule;
}

function mdf(site: Site, name: string): Rule {
  const on = ['mdf-claim'];
  const place = placeAt(site, on, STAGE.mdf);
  const outcome = site.choices.pick(['approve', 'approve', 'return', 'refuse']);
  const params = outcome === 'approve' ? { outcome, amount: formulaAt(site, place), incentive: 'claims' } : { outcome };
  return {
    ...envelope(site, name, on),
    decides: 'mdf',
    moves: 'program-cost-ratio',
    conditions: conditionsAt(site, place),
    event: { type: 'mdf', params },
  } as Rule;
}

function benefit(site: Site, name: string): Rule {
  const on = site.choices.some(['deal-closed', 'tier-reviewed', 'year-closed'], 1, 2);
  const place = placeAt(site, on, STAGE.benefit);
  const params = { benefit: 'leads', ...(site.choices.oneIn(2) ? { amount: formulaAt(site, place) } : { grant: 'all' }) };
  return {
    ...envelope(site, name, on),
    decides: 'benefit',
    conditions: conditionsAt(site, place),
    event: { type: 'benefit', params },
  } as Rule;
}

function incentive(site: Site, name: string, id: string, always: boolean): Rule {
  const { choices, catalogue } = site;
  const on = [...new Set([choices.pick(['deal-closed', 'deal-closed', ...KINDS]), ...(choices.oneIn(5) ? [choices.pick(CLOSES)] : [])])];
  const perItem = choices.oneIn(4) && on.every((kind) => catalogue.kinds.get(kind)?.items === true);
  const place = placeAt(site, on, STAGE.line, perItem);
  const cap = choices.oneIn(4)
    ? { cap: { amount: formulaAt(site, place), ...(choices.oneIn(2) ? { used: formulaAt(site, place) } : {}) } }
    : {};
  return {
    ...envelope(site, name, on),
    ...(always ? { for: [...TYPES] } : {}),
    decides: 'incentive',
    moves: 'win-rate',
    conditions: conditionsAt(site, place),
    event: {
      type: 'incentive',
      params: {
        incentive: id,
        payee: choices.pick(['partner', 'vendor-field']),
        amount: formulaAt(site, place),
        ...(choices.oneIn(5) ? { floor: formulaAt(site, place) } : {}),
        ...cap,
        ...(perItem ? { per: 'item' } : {}),
      },
    },
  } as Rule;
}

function reversal(site: Site, name: string): Rule {
  const { choices } = site;
  const on = ['cancellation'];
  const share = choices.pick([
    {},
    { share: 'cancelled.?share.orValue(1)' },
    { share: choices.pick(['0.5', '1.5', '-0.1', 'parameter.share / 3']) },
  ]);
  const conditions = choices.oneIn(2)
    ? { all: [{ fact: 'activity.kind', operator: 'exists', value: true }] }
    : conditionsAt(site, placeAt(site, on, STAGE.line));
  return {
    ...envelope(site, name, on),
    for: [...TYPES],
    decides: 'incentive',
    moves: 'win-rate',
    conditions,
    event: { type: 'incentive', params: { reverses: choices.some(INCENTIVES, 1, INCENTIVES.length), ...share } },
  } as Rule;
}

function settlement(choices: Choices): Pick<ProgramDocument, 'stacks' | 'excludes'> {
  const cap = () => (choices.oneIn(2) ? { cap: choices.pick(['parameter.sum', 'parameter.sum * 0.1', 'money("7")']) } : {});
  const combine = () => choices.pick(['best', 'sum'] as const);
  return {
    ...(choices.oneIn(3)
      ? {}
      : {
          stacks: {
            front: { combine: combine(), of: choices.some(['bonus', 'spiff', 'extra'], 2, 3), ...cap() },
            ...(choices.oneIn(2) ? { whole: { combine: combine(), of: ['front', 'rebate'], ...cap() } } : {}),
          },
        }),
    ...(choices.oneIn(2) ? { excludes: [choices.some(INCENTIVES, 2, 4)] } : {}),
  };
}

function aPlainHistory(choices: Choices, program: ProgramDocument) {
  const digits = digitsOf(program.currency);
  const partners: PartnerDocument[] = ['p1', 'p2'].map((id) => ({
    id,
    facts: choices.oneIn(2) ? { 'partner.region': choices.pick(['a', 'b', 'c']), 'partner.employees': choices.below(500) } : {},
    enrollments: TYPES.map((partnerType) => ({
      partnerType,
      enrolledOn: choices.pick(['2023-11-01', '2024-02-29', '2024-05-31']),
      ...(program.partnerTypes[partnerType]?.tiers !== undefined && choices.oneIn(4) ? { tier: choices.pick(LEVELS) } : {}),
    })),
  }));
  const recorded = choices.times(choices.between(10, 90), (index): ActivityDocument => anActivity(choices, index, digits));
  const cancelled = choices.oneIn(2) ? recorded.filter(({ kind }) => (kind === 'deal-closed' ? choices.oneIn(3) : choices.oneIn(12))) : [];
  const activities = [...recorded, ...cancelled.map((of, index) => aCancellation(choices, of, index))];
  return { partners, activities, until: choices.pick(['2025-07-31', '2024-12-31', '2025-02-14']) };
}

const POOLS: Readonly<Record<string, readonly string[]>> = {
  'customer.id': ['k1', 'k2', 'k3', 'k4'],
  'partner.region': ['a', 'b', 'c'],
  'certificate.id': ['c1', 'c2', 'c3'],
  'certificate.person': ['ann', 'bob', 'cy'],
  'person.id': ['ann', 'bob', 'cy'],
  'document.id': ['d1', 'd2'],
};

function anActivity(choices: Choices, index: number, digits: number): ActivityDocument {
  const kind = choices.oneIn(2) ? 'deal-closed' : choices.pick(KINDS);
  const spec = baseCatalogue.kinds.get(kind);
  const facts: Record<string, unknown> = {};
  for (const name of spec?.facts ?? []) {
    const fact = baseCatalogue.facts.get(name);
    if (fact === undefined || (spec?.required.has(name) !== true && choices.oneIn(3))) continue;
    facts[name] = aValue(choices, fact.type, digits, fact.choices ?? POOLS[name]);
  }
  if (choices.oneIn(6) && typeof facts['deal.amount'] === 'string' && facts['deal.amount'] !== '0')
    facts['deal.amount'] = `-${facts['deal.amount']}`;
  const items =
    spec?.items === true && choices.oneIn(2) ? { items: choices.times(choices.between(1, 3), () => anItem(choices, digits)) } : {};
  const one = () => ({ partner: choices.pick(['p1', 'p2', 'p2', 'p2']), partnerType: choices.pick(TYPES) });
  const [first, second] = [one(), one()];
  const isShared = choices.oneIn(8) && (first.partner !== second.partner || first.partnerType !== second.partnerType);
  const parties = isShared
    ? {
        parties: [
          { ...first, role: 'seller', share: '0.6' },
          { ...second, role: 'influenced', share: choices.pick(['0.4', '0.333']) },
        ],
      }
    : first;
  return { source: 'test', id: `a${index}`, kind, occurredOn: aDate(choices), ...parties, facts, ...items };
}

/** Mostly later than what it cancels; some cancel a part, and some are followed by another. */
function aCancellation(choices: Choices, { id, kind: _, facts: __, items: ___, ...of }: ActivityDocument, index: number): ActivityDocument {
  const occurredOn = choices.oneIn(4) ? aDate(choices) : '2024-12-30';
  const share = choices.oneIn(2) ? { 'cancelled.share': choices.pick(['0.5', '1', '0.333', '0.000000001']) } : {};
  return { ...of, source: 'test', id: `c${index}`, kind: 'cancellation', occurredOn, facts: { 'cancelled.activity': id, ...share } };
}

function anItem(choices: Choices, digits: number): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const fact of baseCatalogue.facts.values()) {
    if (fact.scope !== 'item' || choices.oneIn(4)) continue;
    item[fact.name] = fact.type === 'rate' ? rate(choices) : aValue(choices, fact.type, digits, fact.choices);
  }
  return item;
}
