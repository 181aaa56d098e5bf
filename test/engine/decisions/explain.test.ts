import { describe, expect, test } from 'vitest';
import { explainDecision } from '../../../server/engine/decisions/explain.ts';
import { explainCondition, explainMissing } from '../../../server/engine/decisions/explain-conditions.ts';
import { explainFormula } from '../../../server/engine/decisions/explain-formula.ts';
import { explainLine, explainLines } from '../../../server/engine/decisions/explain-lines.ts';
import type { ConditionReasoning, Decision, FormulaReasoning, Line, PartyDecision } from '../../../server/engine/decisions/model.ts';

describe('conditions', () => {
  test.each<[ConditionReasoning, string]>([
    [
      {
        fact: 'measure.revenueYtd',
        operator: 'greaterThanInclusive',
        expectedFact: 'parameter.goldRevenue',
        expected: '500000.00',
        actual: '512000.00',
        holds: true,
      },
      'measure.revenueYtd is at least parameter.goldRevenue: 512,000.00 ≥ 500,000.00 ✓',
    ],
    [
      { fact: 'measure.revenueYtd', operator: 'greaterThanInclusive', expected: '500000', actual: '412000.50', holds: false },
      'measure.revenueYtd is at least 500,000: 412,000.50 ≥ 500,000 ✗, 87,999.50 short',
    ],
    [
      { fact: 'deal.quantity', operator: 'lessThan', expected: 10, actual: 1200, holds: false },
      'deal.quantity is less than 10: 1,200 < 10 ✗, 1,190 too much',
    ],
    [
      { fact: 'deal.quantity', operator: 'greaterThan', expected: 10, actual: 10, holds: false },
      'deal.quantity is more than 10: 10 > 10 ✗',
    ],
    [
      { fact: 'deal.closesOn', operator: 'lessThanInclusive', expected: '2026-01-31', actual: '2026-02-01', holds: false },
      'deal.closesOn is at most 2026-01-31: 2026-02-01 ≤ 2026-01-31 ✗',
    ],
    [
      { fact: 'measure.lastReview', operator: 'greaterThanInclusive', expectedFact: 'parameter.review', expected: '4', holds: false },
      'measure.lastReview is at least parameter.review: missing ✗',
    ],
    [
      { fact: 'deal.amount', operator: 'greaterThan', expectedFact: 'balance.left', actual: '5.00', holds: false },
      'deal.amount is more than balance.left: 5.00 > missing ✗',
    ],
    [{ fact: 'deal.kind', operator: 'equal', expected: 'new', actual: 'new', holds: true }, 'deal.kind is “new” ✓'],
    [{ fact: 'deal.kind', operator: 'equal', expected: 'new', actual: 'renewal', holds: false }, 'deal.kind is “new”: “renewal” ✗'],
    [{ fact: 'deal.kind', operator: 'notEqual', expected: 'new', actual: 'renewal', holds: true }, 'deal.kind is not “new”: “renewal” ✓'],
    [
      { fact: 'deal.partner', operator: 'equal', expectedFact: 'promise.owner', expected: 'b', actual: 'a', holds: false },
      'deal.partner is promise.owner: “a”, and that is “b” ✗',
    ],
    [
      { fact: 'customer.country', operator: 'in', expected: ['DE', 'FR'], actual: 'US', holds: false },
      'customer.country is one of “DE”, “FR”: “US” ✗',
    ],
    [{ fact: 'deal.tags', operator: 'contains', expected: 'x', actual: [], holds: false }, 'deal.tags contains “x”: none ✗'],
    [{ fact: 'deal.registration', operator: 'exists', expected: true, actual: 'R-1', holds: true }, 'deal.registration is there: “R-1” ✓'],
    [{ fact: 'deal.registration', operator: 'exists', expected: true, holds: false }, 'deal.registration is there: missing ✗'],
    [{ fact: 'deal.registration', operator: 'exists', expected: false, holds: true }, 'deal.registration is not there ✓'],
    [{ fact: 'gate.sell', operator: 'equal', expected: true, actual: false, holds: false }, 'gate.sell is yes: no ✗'],
  ])('%j', (condition, sentence) => expect(explainCondition(condition)).toEqual([sentence]));

  const leaf = (fact: string, holds: boolean): ConditionReasoning => ({
    fact,
    operator: 'equal',
    expected: 1,
    actual: holds ? 1 : 2,
    holds,
  });

  test('groups keep their shape', () => {
    expect(
      explainCondition({
        all: [
          { any: [leaf('a', false), leaf('b', true)], holds: true },
          { not: leaf('c', false), holds: true },
          { condition: 'won', is: leaf('d', true), holds: true },
        ],
        holds: true,
      }),
    ).toEqual([
      'all of these ✓',
      '  at least one of these ✓',
      '    a is 1: 2 ✗',
      '    b is 1 ✓',
      '  not ✓',
      '    c is 1: 2 ✗',
      '  won ✓',
      '    d is 1 ✓',
    ]);
  });

  test('what is missing leaves out what holds', () => {
    const missing = explainMissing({
      all: [
        leaf('a', true),
        leaf('b', false),
        { any: [leaf('c', false), leaf('d', false)], holds: false },
        { not: leaf('e', true), holds: false },
        { condition: 'won', is: leaf('f', false), holds: false },
      ],
      holds: false,
    });
    expect(missing).toEqual([
      'b is 1: 2 ✗',
      'one of these:',
      '  c is 1: 2 ✗',
      '  d is 1: 2 ✗',
      'that this does not hold:',
      '  e is 1 ✓',
      'f is 1: 2 ✗',
    ]);
  });
});

describe('formulas', () => {
  test('each operation stands with its numbers, the brackets of others respected', () => {
    expect(
      explainFormula({
        formula: 'parameter.rate * (deal.amount + deal.tax * 2)',
        inputs: { 'parameter.rate': '0.15', 'deal.amount': '10000.00', 'deal.tax': '-250.00' },
        steps: [
          { expression: 'deal.tax * 2', value: '-500.00' },
          { expression: 'deal.amount + deal.tax * 2', value: '9500.00' },
          { expression: 'parameter.rate * (deal.amount + deal.tax * 2)', value: '1425.00' },
        ],
        value: '1425.00',
      }),
    ).toEqual([
      'parameter.rate * (deal.amount + deal.tax * 2)',
      '  parameter.rate =      0.15',
      '  deal.amount    = 10,000.00',
      '  deal.tax       =   -250.00',
      '  deal.tax * 2: -250.00 × 2 = -500.00',
      '  deal.amount + deal.tax * 2: 10,000.00 + (-500.00) = 9,500.00',
      '  0.15 × 9,500.00 = 1,425.00',
    ]);
  });

  test('slices of bands add up', () => {
    expect(
      explainFormula({
        formula: 'marginal(parameter.bands, before.revenue, measure.revenue)',
        inputs: { 'before.revenue': '212000.00', 'measure.revenue': '262000.00' },
        steps: [
          {
            expression: 'marginal(parameter.bands, before.revenue, measure.revenue)',
            value: '1240.00',
            slices: [
              { from: '0.00', rate: '0.02', size: '38000.00', amount: '760.00' },
              { from: '250000.00', rate: '0.04', size: '12000.00', amount: '480.00' },
            ],
          },
        ],
        value: '1240.00',
      }),
    ).toEqual([
      'marginal(parameter.bands, before.revenue, measure.revenue)',
      '  before.revenue  = 212,000.00',
      '  measure.revenue = 262,000.00',
      '  marginal(parameter.bands; 212,000.00; 262,000.00) = 1,240.00',
      '    band from       0.00: 38,000.00 × 0.02 =   760.00',
      '    band from 250,000.00: 12,000.00 × 0.04 =   480.00',
      '    together                               = 1,240.00',
    ]);
  });

  const explained = (formula: string, steps: FormulaReasoning['steps'], inputs: FormulaReasoning['inputs'] = {}): string[] =>
    explainFormula({ formula, steps, inputs }).slice(1 + Object.keys(inputs).length);

  test.each<[string, FormulaReasoning['steps'], FormulaReasoning['inputs'], string[]]>([
    [
      'deal.amount / 3',
      [{ expression: 'deal.amount / 3', value: '10000/3' }],
      { 'deal.amount': '10000.00' },
      ['  10,000.00 ÷ 3 = 10000/3 (about 3,333.333333)'],
    ],
    ['deal.?share.orValue(1)', [{ expression: 'deal.?share.orValue(1)', value: '1' }], {}, ['  deal.share is missing; in its place 1']],
    ['deal.?share.orValue(1)', [{ expression: 'deal.?share.orValue(1)', value: '0.5' }], { 'deal.share': '0.5' }, []],
    ['max(money("5"), a.b)', [{ expression: 'max(money("5"), a.b)', value: '7.00' }], { 'a.b': '7.00' }, ['  max(5; 7.00) = 7.00']],
    [
      'a.b >= a.c ? a.b : a.c',
      [
        { expression: 'a.b >= a.c', value: true },
        { expression: 'a.b >= a.c ? a.b : a.c', value: '7.00' },
      ],
      { 'a.b': '7.00', 'a.c': '3.00' },
      ['  a.b >= a.c: 7.00 ≥ 3.00 ✓', '  a.b >= a.c is so, and a.b = 7.00'],
    ],
    ['!a.b', [{ expression: '!a.b', value: false }], { 'a.b': true }, ['  not yes ✗']],
    [
      'bandRate(parameter.x, a.b)',
      [{ expression: 'bandRate(parameter.x, a.b)', value: '0.1', slices: [{ from: 501, rate: '0.1', size: 1200 }] }],
      { 'a.b': 1200 },
      ['  bandRate(parameter.x; 1,200) = 0.1', '    band from 501: 1,200 reaches it: 0.1'],
    ],
    [
      'retrospective(parameter.x, a.b, a.c)',
      [
        {
          expression: 'retrospective(parameter.x, a.b, a.c)',
          value: '20.00',
          slices: [{ from: '500.00', rate: '0.1', size: '1200.00', amount: '120.00' }],
        },
      ],
      { 'a.b': '1200.00', 'a.c': '100.00' },
      [
        '  retrospective(parameter.x; 1,200.00; 100.00) = 20.00',
        '    band from 500.00: 1,200.00 × 0.1 =  120.00',
        '    earned                           = -100.00',
        '    together                         =   20.00',
      ],
    ],
    [
      'marginal(parameter.x, a.b, a.c)',
      [{ expression: 'marginal(parameter.x, a.b, a.c)', value: '50.00', slices: [{ from: 501, rate: '50.00', size: 7, amount: '50.00' }] }],
      { 'a.b': 500, 'a.c': 507 },
      ['  marginal(parameter.x; 500; 507) = 50.00', '    band from 501: 7 in it: a sum of = 50.00'],
    ],
  ])('%s', (formula, steps, inputs, lines) => expect(explained(formula, steps, inputs)).toEqual(lines));

  test('a failure says what happened', () => {
    expect(
      explainFormula({
        formula: 'a.b / a.c',
        inputs: { 'a.b': '1.00', 'a.c': 0 },
        steps: [{ expression: 'a.b / a.c' }],
        failure: 'division-by-zero',
      }).slice(3),
    ).toEqual(['  1.00 ÷ 0 = no value', '  fails: it divides by zero ✗']);
  });

  test('a text that is no formula is shown as it is', () => {
    expect(explainFormula({ formula: 'a +', inputs: {}, steps: [{ expression: 'a +', value: 1 }] })).toEqual(['a +', '  = 1']);
  });
});

const line = (changes: Partial<Line> = {}): Line => ({
  incentive: 'rebate',
  rule: 'rebate-2026',
  decides: 'incentive',
  payee: 'partner',
  payer: 'vendor',
  amount: '1250.00',
  status: 'due',
  ...changes,
});
const constant = (value: string): FormulaReasoning => ({ formula: `money("${value}")`, inputs: {}, steps: [], value });

describe('lines', () => {
  test('in short, aligned, and together for each payee', () => {
    expect(
      explainLines(
        [
          line(),
          line({ incentive: 'margin', item: 0, amount: '10.50' }),
          line({ incentive: 'spiff', payee: 'person', person: 'ana', amount: '100.00' }),
          line({ incentive: 'royalty', decides: 'obligation', payer: 'partner', payee: 'vendor', amount: '7.00' }),
          line({ incentive: 'other', status: 'excluded', amount: '0.00' }),
        ],
        'USD',
      ),
    ).toEqual([
      'rebate                USD 1,250.00  to the partner',
      'margin, item 1        USD    10.50  to the partner',
      'spiff                 USD   100.00  to ana at the partner',
      'royalty (obligation)  USD     7.00  owed by the partner to the vendor',
      'other                 USD     0.00  excluded by another incentive',
      'Together to the partner: USD 1,260.50',
    ]);
  });

  test('every step is told with its amounts', () => {
    const explained = explainLine(
      line({
        steps: [
          {
            step: 'amount',
            exact: '5000/3',
            formula: {
              formula: 'deal.amount / 3',
              inputs: { 'deal.amount': '5000.00' },
              steps: [{ expression: 'deal.amount / 3', value: '5000/3' }],
              value: '5000/3',
            },
          },
          { step: 'floor', exact: '5000/3', formula: constant('100.00'), applied: false },
          { step: 'cap', exact: '1500.00', formula: constant('2000.00'), used: constant('500.00'), remaining: '1500.00', applied: true },
          { step: 'stack-cap', exact: '1400.00', stack: 'deal', formula: constant('1400.00'), remaining: '1400.00', applied: true },
          { step: 'budget', exact: '1400.00', budget: 'yearly', remaining: '9000.00', applied: false },
          { step: 'rounding', mode: 'half-even', from: '1249.9950', to: '1250.00' },
          {
            step: 'balance',
            balance: 'prepaid',
            formula: { formula: 'line.amount', inputs: { 'line.amount': '1250.00' }, steps: [], value: '1250.00' },
            before: '0.00',
            after: '1250.00',
          },
        ],
      }),
      'USD',
    );
    expect(explained).toEqual([
      'rebate, by rule rebate-2026: USD 1,250.00',
      '  amount = deal.amount / 3',
      '    deal.amount = 5,000.00',
      '    5,000.00 ÷ 3 = 5000/3 (about 1,666.666667)',
      '  amount is USD 5000/3 (about 1,666.666667)',
      '  at least USD 100.00: is reached',
      '  at most USD 2,000.00, of which USD 500.00 is used and USD 1,500.00 remains: cut to USD 1,500.00',
      '  deal gives at most USD 1,400.00, earlier lines left USD 1,400.00 of it: cut to USD 1,400.00',
      '  budget yearly has USD 9,000.00 left: enough',
      '  rounded once, half-even: USD 1,249.9950 to USD 1,250.00',
      '  balance prepaid: 0.00 before, 1,250.00 after',
    ]);
  });

  test('what is not paid says why', () => {
    const excluded = line({ status: 'excluded', amount: '0.00', steps: [{ step: 'excluded', by: 'spiff' }] });
    expect(explainLine(excluded, 'USD')).toEqual([
      'rebate, by rule rebate-2026: excluded by spiff',
      '  excluded: spiff comes to more, and only the larger is paid',
    ]);
    const outbid = line({ status: 'outbid', amount: '0.00', steps: [{ step: 'outbid', stack: 'front-end', by: 'margin' }] });
    expect(explainLine(outbid, 'USD')).toEqual([
      'rebate, by rule rebate-2026: margin counts in its place',
      '  of front-end only the best counts: margin',
    ]);
  });

  test('what is taken back', () => {
    const reversal = line({
      decides: 'reversal',
      amount: '-500.00',
      reverses: { source: '', activity: 'a', line: 0 },
      steps: [{ step: 'reversal', original: '1000.00', remaining: '800.00', share: '0.5' }],
    });
    expect(explainLine(reversal, 'USD')).toEqual([
      'rebate (reversal), by rule rebate-2026: USD -500.00',
      '  takes back 0.5 × USD 1,000.00, at most the USD 800.00 not taken back yet',
    ]);
  });
});

const party = (changes: Partial<PartyDecision> = {}): PartyDecision => ({
  partner: 'acme',
  partnerType: 'reseller',
  role: 'principal',
  share: '1',
  gates: [],
  promises: [],
  benefits: [],
  lines: [],
  balances: {},
  failures: [],
  provisional: false,
  ...changes,
});
const decision = (changes: Partial<Decision> = {}): Decision => ({
  activity: { source: 'crm', id: 'D-7', revision: 2 },
  kind: 'deal-closed',
  generated: false,
  on: '2026-03-14',
  status: 'decided',
  program: { id: 'northwind', version: 'abcdef0123456789' },
  currency: 'USD',
  parties: [party()],
  failures: [],
  ...changes,
});

describe('a decision', () => {
  test('that says nothing', () => {
    expect(explainDecision(decision())).toBe(
      'Deal closed D-7, revision 2, 2026-03-14\nDecided by program northwind, version abcdef012345, in USD.\n\nacme as reseller (principal)\n  Nothing was decided.\n',
    );
  });

  test('in full', () => {
    const text = explainDecision(
      decision({
        exchange: { currency: 'EUR', rate: '1.0850', on: '2026-03-13' },
        parties: [
          party({
            share: '0.5',
            provisional: true,
            gates: [
              { gate: 'sell', open: true, reasons: [] },
              { gate: 'coSell', item: 1, open: false, reasons: ['no certified person'] },
              { gate: 'embed', open: false, reasons: [] },
            ],
            registration: { outcome: 'approved', reasons: [], protection: { name: 'deal', from: '2026-03-14', until: '2026-06-12' } },
            enrollment: { outcome: 'returned', reasons: ['tax form', 'agreement'] },
            mdf: { outcome: 'approved', reasons: [], amount: '1500.00' },
            routing: { outcome: 'routed', reasons: [], to: 'desk-emea', urgency: 'high' },
            promises: [{ promise: 'share', key: ['O-1'], value: '0.98' }],
            benefits: [
              { benefit: 'support', grant: 'gold line' },
              { benefit: 'fund', amount: '5000.00' },
            ],
            lines: [line()],
            balances: { prepaid: '40.00' },
            tier: { before: 'silver', qualified: 'registered', after: 'silver', graceUntil: '2026-04-13' },
            failures: [
              {
                of: 'spiff',
                pointer: '/rules/3',
                code: 'division-by-zero',
                message: 'spiff divides by zero',
                inputs: { 'deal.quantity': 0 },
              },
            ],
            reasoning: {
              rules: [
                {
                  rule: 'open',
                  decides: 'gate',
                  holds: true,
                  conditions: { all: [{ fact: 'deal.kind', operator: 'equal', expected: 'new', actual: 'new', holds: true }], holds: true },
                },
                {
                  rule: 'gold',
                  decides: 'tier',
                  holds: false,
                  conditions: { fact: 'measure.revenue', operator: 'greaterThan', expected: '5', actual: '3.00', holds: false },
                },
              ],
              formulas: [
                { of: 'deal', pointer: '/protections/deal/days', reasoning: { formula: 'days(90)', inputs: {}, steps: [], value: 90 } },
              ],
              measures: { revenue: { before: '1.00', with: '3.00' }, count: { before: 4, with: 4 }, last: { with: '2026-03-14' } },
            },
          }),
        ],
      }),
    );
    expect(text.split('\n')).toEqual([
      'Deal closed D-7, revision 2, 2026-03-14',
      'Decided by program northwind, version abcdef012345, in USD.',
      'Amounts came in EUR and count 1.0850 USD for one, the rate of 2026-03-13.',
      '',
      'acme as reseller (principal, share 0.5)',
      '  Provisional: an earlier activity was set aside and isn’t mended yet.',
      '',
      '  Failures',
      '    Spiff divides by zero; it read deal.quantity = 0.',
      '',
      '  Decided',
      '    gate sell            open',
      '    gate coSell, item 2  closed: no certified person',
      '    gate embed           closed: nothing opens it',
      '    registration         approved; deal protected from 2026-03-14 through 2026-06-12',
      '    enrollment           returned: tax form, agreement',
      '    MDF                  approved; USD 1,500.00',
      '    routing              routed; to desk-emea; high',
      '    promise share        0.98 for “O-1”, kept from now on',
      '    benefit support      gold line',
      '    benefit fund         USD 5,000.00',
      '    balance prepaid      40.00',
      '',
      '  Lines',
      '    rebate  USD 1,250.00  to the partner',
      '',
      '  Tier',
      '    silver, as before',
      '    meets the requirements of registered now',
      '    grace runs through 2026-04-13',
      '    missing for gold:',
      '      measure.revenue is more than 5: 3.00 > 5 ✗, 2.00 short',
      '',
      '  Measures that it moves',
      '    revenue  1.00     →  3.00',
      '    last     missing  →  2026-03-14',
      '',
      '  Other formulas',
      '    deal',
      '      days(90)',
      '',
      '  Rules looked at',
      '    gate',
      '      ✓ open',
      '          deal.kind is “new” ✓',
      '',
      '    tier',
      '      ✗ gold',
      '          measure.revenue is more than 5: 3.00 > 5 ✗, 2.00 short',
      '',
    ]);
  });

  test('set aside, and not in force', () => {
    const failures = [
      {
        of: 'revenue',
        pointer: '/measures/revenue',
        code: 'number-too-large' as const,
        message: 'revenue gives a number out of bounds',
        inputs: {},
      },
    ];
    expect(explainDecision(decision({ status: 'set-aside', parties: [], failures }))).toContain('Set aside: a measure failed.');
    expect(explainDecision(decision({ status: 'set-aside', parties: [], failures }))).toContain('Revenue gives a number out of bounds.');
    expect(explainDecision(decision({ status: 'not-in-force', parties: [] }))).toContain('No version of the program was in force');
  });

  test('of the calendar needs no id', () => {
    const generated = decision({
      generated: true,
      kind: 'quarter-closed',
      activity: { source: 'dealwright', id: 'quarter-closed:2026-03-31:reseller:acme', revision: 1 },
    });
    expect(explainDecision(generated)).toMatch(/^Quarter closed, 2026-03-14\n/);
  });

  test('of the calendar names what ends', () => {
    const start = decision({});
    const { partner, partnerType } = start.parties[0] ?? { partner: '', partnerType: '' };
    const generated = decision({
      generated: true,
      kind: 'protection-expired',
      activity: { source: 'dealwright', id: `protection-expired:${start.on}:${partnerType}:${partner}:REG:1`, revision: 1 },
    });
    expect(explainDecision(generated)).toMatch(/^Protection expired REG:1, 2026-03-14\n/);
  });
});
