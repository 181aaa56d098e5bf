import type { ProgramDocument } from '../../../schemas/types.ts';
import { STAGE } from '../../../server/engine/decisions/stage.ts';
import type { Catalogue } from '../../../server/engine/facts/catalogue.ts';
import type { Choices } from './choices.ts';
import { aCondition } from './conditions.ts';
import type { Place } from './facts.ts';
import { aFormula, type FormulaPlace } from './formulas.ts';

type Rule = ProgramDocument['rules'][number];
type Maker = (site: Site) => Rule;

interface Site {
  readonly choices: Choices;
  readonly catalogue: Catalogue;
  readonly digits: number;
  readonly kinds: readonly string[];
  readonly name: string;
}

const TYPES = ['alpha', 'beta'] as const;
const BUSY_KINDS = [
  'deal-closed',
  'deal-closed',
  'deal-closed',
  'deal-closed',
  'deal-closed',
  'deal-closed',
  'renewal',
  'shipment-report',
  'service-engagement',
  'marketplace-sale',
  'usage-report',
];
const CLOSES = ['month-closed', 'quarter-closed', 'year-closed', 'term-ended'];

/** Rules of every kind of decision; some kinds more often, since more hangs on them. */
export function someRules(
  choices: Choices,
  catalogue: Catalogue,
  digits: number,
  kinds: readonly string[],
  tiered: readonly string[],
): Rule[] {
  const site = (name: string): Site => ({ choices, catalogue, digits, kinds, name });
  const several = (what: string, least: number, most: number, make: Maker) =>
    choices.times(choices.between(least, most), (index) => make(site(`${what}-${index}`)));
  return [
    routingOfSolutions(),
    ...(['silver', 'gold'] as const).map((level) => tier(site(`tier-${level}`), level, tiered)),
    ...several('tier', 0, 1, (at) => tier(at, choices.pick(['base', 'silver', 'gold']), tiered)),
    ...several('gate', 1, 3, gate),
    ...several('enrollment', 0, 2, enrollment),
    ...(catalogue.facts.has('protection.deal') ? registrations(choices, several) : []),
    ...several('routing', 0, 2, routing),
    mdfPaid(),
    ...several('mdf', 0, 2, mdf),
    ...several('benefit', 0, 2, benefit),
    ...INCENTIVES.map((id) => ({ ...incentive(site(`pays-${id}`), id), for: [...TYPES] })),
    ...several('incentive', 0, 2, (at) => incentive(at, choices.pick(INCENTIVES))),
    ...several('reversal', 0, 2, reversal),
    { ...obligation(site('owes')), for: [...TYPES] },
    ...several('obligation', 0, 1, obligation),
  ];
}

const INCENTIVES = ['bonus', 'rebate', 'spiff'] as const;

/** Every program pays claims, so that whatever refers to mdf-paid has something to refer to. */
const mdfPaid = (): Rule => ({
  name: 'claim-paid',
  decides: 'mdf',
  for: [...TYPES],
  on: ['mdf-claim'],
  moves: 'program-cost-ratio',
  conditions: { all: [{ fact: 'mdf.cost', operator: 'exists', value: true }] },
  event: { type: 'mdf', params: { outcome: 'approve', incentive: 'mdf-paid', amount: 'mdf.cost * 0.5' } },
});

/** Protections are contended for only where many registrations are approved. */
const approvingAll = (): Rule => ({
  name: 'approves-all',
  decides: 'registration',
  for: [...TYPES],
  on: ['registration-submitted'],
  conditions: { all: [{ fact: 'registration.id', operator: 'exists', value: true }] },
  event: { type: 'registration', params: { outcome: 'approve', protection: 'deal' } },
});

const registrations = (choices: Choices, several: (what: string, least: number, most: number, make: Maker) => Rule[]): Rule[] => [
  ...(choices.oneIn(2) ? [approvingAll()] : []),
  ...several('registration', 1, 3, registration),
];

/** What the principle on co-sell asks for. */
const routingOfSolutions = (): Rule => ({
  name: 'solution-unsigned',
  decides: 'routing',
  for: [...TYPES],
  on: ['co-sell-request'],
  conditions: {
    all: [
      { not: { fact: 'measure.signedSolutions', operator: 'greaterThan', value: 0 } },
      { fact: 'coSell.amount', operator: 'exists', value: true },
    ],
  },
  event: { type: 'routing', params: { outcome: 'return', reason: 'solution unsigned' } },
});

const someTypes = (choices: Choices): ('alpha' | 'beta')[] => (choices.oneIn(3) ? [choices.pick(TYPES)] : [...TYPES]);

const envelope = ({ choices, name }: Site) => ({
  name,
  for: someTypes(choices),
  ...(choices.oneIn(5) ? { priority: choices.between(2, 5) } : {}),
  ...(choices.oneIn(5)
    ? { effective: choices.pick([{ from: '2024-03-01' }, { to: '2024-09-01' }, { from: '2024-02-01', to: '2024-12-01' }]) }
    : {}),
});

const placeAt = (site: Site, on: readonly string[], stage: number, perItem = false, gates = false): Place => ({
  facts: site.catalogue.facts,
  kinds: new Set(on),
  stage,
  perItem,
  without: new Set(['line', ...(gates ? [] : ['gate'])]),
});

/** Which facts are there only on some kinds is for the place to say; named conditions read what is always there. */
const conditionAt = (site: Site, place: Place) => aCondition(site.choices, place, site.digits, ['usual', 'other']);
const formulaPlace = (site: Site, place: Place): FormulaPlace => ({ ...place, digits: site.digits, derived: false });

function tier(site: Site, level: string, tiered: readonly string[]): Rule {
  const facts = new Map([...site.catalogue.facts].filter(([, spec]) => spec.kinds === undefined));
  const place: Place = {
    facts,
    kinds: new Set(),
    stage: 0,
    perItem: false,
    without: new Set([
      'line',
      'gate',
      'outcome',
      'before',
      'party',
      'activity',
      'protection',
      'promise',
      'term',
      'cancelled',
      'period',
      'derived',
    ]),
  };
  // Named conditions and activity facts belong to one activity; tiers don't.
  return {
    ...envelope(site),
    for: [...tiered],
    decides: 'tier',
    conditions: withoutActivity(aCondition(site.choices, place, site.digits)),
    event: { type: 'tier', params: { level } },
  };
}

const withoutActivity = (condition: Rule['conditions']): Rule['conditions'] =>
  JSON.parse(JSON.stringify(condition).replaceAll('"activity.kind"', '"partner.type"')) as Rule['conditions'];

function gate(site: Site): Rule {
  const on = site.choices.some(['deal-closed', 'registration-submitted', 'renewal', 'gate-question'], 1, 4);
  const perItem = on.length === 1 && on[0] === 'deal-closed' && site.choices.oneIn(2);
  return {
    ...envelope(site),
    decides: 'gate',
    on,
    conditions: conditionAt(site, placeAt(site, on, STAGE.gate, perItem)),
    event: {
      type: 'gate',
      params: {
        gate: site.choices.pick(['sell', 'coSell']),
        effect: site.choices.oneIn(4) ? 'close' : 'open',
        ...(perItem ? { per: 'item' as const } : {}),
        ...(site.choices.oneIn(2) ? { reason: 'because' } : {}),
      },
    },
  };
}

function enrollment(site: Site): Rule {
  const on = ['enrollment'];
  return {
    ...envelope(site),
    decides: 'enrollment',
    on,
    conditions: conditionAt(site, placeAt(site, on, STAGE.enrollment)),
    event: { type: 'enrollment', params: { outcome: site.choices.pick(['accept', 'return', 'refuse'] as const), reason: 'a reason' } },
  };
}

function registration(site: Site): Rule {
  const on = ['registration-submitted'];
  const outcome = site.choices.pick(['approve', 'approve', 'review', 'return', 'refuse'] as const);
  return {
    ...envelope(site),
    decides: 'registration',
    on,
    conditions: conditionAt(site, placeAt(site, on, STAGE.registration)),
    event: {
      type: 'registration',
      params: {
        outcome,
        ...(outcome === 'approve' || outcome === 'review' ? { protection: 'deal' } : { reason: 'not so' }),
        ...(outcome === 'review' && site.choices.oneIn(2) ? { stages: ['sales', 'management'] } : {}),
      },
    },
  };
}

function routing(site: Site): Rule {
  const on = ['co-sell-request'];
  return {
    ...envelope(site),
    decides: 'routing',
    on,
    conditions: conditionAt(site, placeAt(site, on, STAGE.routing)),
    event: { type: 'routing', params: { outcome: 'route', to: 'desk', urgency: 'high' } },
  };
}

function mdf(site: Site): Rule {
  const claim = site.choices.oneIn(2);
  const on = [claim ? 'mdf-claim' : 'mdf-request'];
  const place = placeAt(site, on, STAGE.mdf);
  const outcome = site.choices.pick(['approve', 'approve', 'return', 'refuse'] as const);
  return {
    ...envelope(site),
    decides: 'mdf',
    on,
    moves: 'program-cost-ratio',
    conditions: conditionAt(site, place),
    event: {
      type: 'mdf',
      params: {
        outcome,
        ...(outcome === 'approve'
          ? { amount: aFormula(site.choices, formulaPlace(site, place), 'money'), ...(claim ? { incentive: 'mdf-paid' } : {}) }
          : {}),
      },
    },
  };
}

function benefit(site: Site): Rule {
  const on = site.choices.some(['deal-closed', 'tier-reviewed', 'year-closed', 'validity-expired'], 1, 2);
  const place = placeAt(site, on, STAGE.benefit);
  return {
    ...envelope(site),
    decides: 'benefit',
    on,
    conditions: conditionAt(site, place),
    event: {
      type: 'benefit',
      params: {
        benefit: site.choices.pick(['leads', 'support']),
        ...(site.choices.oneIn(2) ? { amount: aFormula(site.choices, formulaPlace(site, place), 'money') } : { grant: 'the lot' }),
      },
    },
  };
}

const payingKinds = (site: Site): string[] => [
  ...new Set([
    site.choices.pick(BUSY_KINDS),
    ...(site.choices.oneIn(3) ? [site.choices.pick(site.kinds)] : []),
    ...(site.choices.oneIn(6) ? [site.choices.pick(CLOSES)] : []),
  ]),
];

/** What incentives and obligations share: amount, floor, cap, balances. */
function paying(site: Site, place: Place) {
  const { choices } = site;
  const money = () => aFormula(choices, formulaPlace(site, place), 'money');
  const moves = (type: 'money' | 'count') =>
    aFormula(choices, { ...formulaPlace(site, place), stage: STAGE.balance, without: new Set(['gate']) }, type, 1);
  return {
    amount: money(),
    ...(choices.oneIn(4) ? { floor: money() } : {}),
    ...(choices.oneIn(3) ? { cap: { amount: money(), ...(choices.oneIn(2) ? { used: money() } : {}) } } : {}),
    ...(place.perItem ? { per: 'item' as const } : {}),
    ...(choices.oneIn(3)
      ? { balances: choices.oneIn(2) ? { purse: moves('money') } : { purse: moves('money'), units: moves('count') } }
      : {}),
  };
}

function incentive(site: Site, id: string): Rule {
  const { choices } = site;
  const on = payingKinds(site);
  const perItem = choices.oneIn(3) && on.every((kind) => site.catalogue.kinds.get(kind)?.items === true);
  const place = placeAt(site, on, STAGE.line, perItem);
  const person = on.includes('deal-closed') && choices.oneIn(6);
  return {
    ...envelope(site),
    decides: 'incentive',
    on,
    moves: 'win-rate',
    conditions: conditionAt(site, place),
    event: {
      type: 'incentive',
      params: {
        incentive: id,
        payee: person ? 'person' : choices.pick(['partner', 'vendor-field'] as const),
        ...(person ? { person: 'deal.person' } : {}),
        ...paying(site, place),
      },
    },
  };
}

function reversal(site: Site): Rule {
  const on = ['cancellation'];
  const place = placeAt(site, on, STAGE.line);
  return {
    ...envelope(site),
    decides: 'incentive',
    on,
    moves: 'win-rate',
    conditions: conditionAt(site, place),
    event: {
      type: 'incentive',
      params: {
        reverses: site.choices.some(['bonus', 'rebate', 'spiff', 'royalty'], 1, 3),
        ...(site.choices.oneIn(2)
          ? {
              share: site.choices.pick([
                'cancelled.?share.orValue(round(1.0, 0))',
                aFormula(site.choices, formulaPlace(site, place), 'rate', 1),
              ]),
            }
          : {}),
      },
    },
  };
}

function obligation(site: Site): Rule {
  const on = payingKinds(site);
  const place = placeAt(site, on, STAGE.line);
  return {
    ...envelope(site),
    decides: 'obligation',
    on,
    moves: 'deal-size',
    conditions: conditionAt(site, place),
    event: {
      type: 'obligation',
      params: { obligation: 'royalty', payer: site.choices.pick(['partner', 'vendor'] as const), ...paying(site, place) },
    },
  };
}
