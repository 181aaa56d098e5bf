import { describe, expect, test } from 'vitest';
import type { ProgramDocument, SimulationRequest } from '../../schemas/types.ts';
import { type GoalRequest, type GoalResult, goalSeek } from '../../server/simulation/goal-seek.ts';
import { inlineCrew } from '../../server/simulation/inline-crew.ts';
import { tallyMeasures } from '../../server/simulation/measures.ts';
import { RequestRefused } from '../../server/simulation/refusal.ts';
import { type SweepRequest, type SweepResult, sweep } from '../../server/simulation/sweep.ts';
import { jobOf, type Trying } from '../../server/simulation/tries.ts';
import { activities, partners, shop, shopWith } from './shop.ts';
import { historyOf, simulationOf, sourceOf } from './support.ts';

const history = historyOf(shop(), partners, activities);
const crew = inlineCrew();

function trying(candidate: SimulationRequest['candidates'][number] = { of: 'baseline' }, more: Partial<SimulationRequest> = {}): Trying {
  const request: SimulationRequest = { baseline: { documents: [{ ...shop() }] }, candidates: [candidate], history: history.hash, ...more };
  return { request, candidate: 0, history, source: sourceOf({}), crew, options: {} };
}

async function baselineTally() {
  const simulation = await simulationOf(history, shop(), [{ of: 'baseline' }]);
  const [tally] = await crew.fold(history, [jobOf(simulation.baseline, simulation)]);
  if (tally === undefined) throw new Error('no tally');
  return tally;
}

const sweeping = async (request: SweepRequest, on = trying()): Promise<SweepResult> => sweep(on, request, await baselineTally());
const seeking = async (request: GoalRequest, on = trying()): Promise<GoalResult> => goalSeek(on, request, await baselineTally());

async function refused(asked: Promise<unknown>): Promise<string> {
  const error: unknown = await asked.catch((reason: unknown) => reason);
  if (!(error instanceof RequestRefused)) throw error;
  return error.findings.map(({ code, pointer, message, hint }) => `${code} ${pointer} ${message} ${hint ?? ''}`.trim()).join('\n');
}

describe('sweep', () => {
  test('a threshold: what is paid at each value, reckoned by hand', async () => {
    const result = await sweeping({
      axes: [{ parameter: 'goldRevenue', from: '400.00', to: '1200.00', step: '200.00' }],
      measures: ['paid', 'paid.commission', 'tier.reseller.gold'],
    });
    expect(result.axes).toEqual([
      { parameter: 'goldRevenue', type: 'money', values: ['400.00', '600.00', '800.00', '1000.00', '1200.00'] },
    ]);
    // gold after the first deal of 600.00, the second pays 20 % of 500.00; later its 10 %; 1,300.00 make gold in the end
    expect(result.points.map(({ measures }) => measures)).toEqual([
      ['403.00', '360.00', '1'],
      ['403.00', '360.00', '1'],
      ['353.00', '310.00', '1'],
      ['353.00', '310.00', '1'],
      ['353.00', '310.00', '1'],
    ]);
    expect(result.baseline).toEqual(['353.00', '310.00', '1']);
    expect(result.points[0]?.differences).toEqual(['50.00', '50.00', '0']);
  });

  test('every point is the simulation with its values', async () => {
    const result = await sweeping({
      axes: [
        { parameter: 'spiff', values: ['2.00', '4.00', '6.00'] },
        { parameter: 'commission/registered', from: '0.05', to: '0.15', step: '0.05' },
      ],
    });
    expect(result.points).toHaveLength(9);
    expect(result.measures.map(({ name }) => name)).toEqual(['paid', 'paid.commission', 'paid.spiff']);
    for (const { values, measures } of result.points) {
      const [spiff = '', rate = ''] = values;
      const simulation = await simulationOf(history, shop(), [{ of: 'baseline', set: { spiff, 'commission/registered': rate } }]);
      const [side] = simulation.candidates;
      if (side === undefined) throw new Error('no candidate');
      const [tally] = await crew.fold(history, [jobOf(side, simulation)]);
      const known = tallyMeasures([side.timeline]);
      const minor = result.measures.map(({ name }) => tally && known.find((measure) => measure.name === name)?.of(tally));
      expect(measures.map((text) => Math.round(Number(text) * 100))).toEqual(minor);
    }
  });

  test('a range need not meet its end', async () => {
    const result = await sweeping({ axes: [{ parameter: 'spiff', from: '1', to: '2.5', step: '1' }] });
    expect(result.points.map(({ values }) => values)).toEqual([['1.00'], ['2.00']]);
  });

  test('the filter counts for every point', async () => {
    const on = trying({ of: 'baseline' }, { filter: { partnerTypes: ['oem'] } });
    const result = await sweeping({ axes: [{ parameter: 'spiff', values: ['1.00'] }], measures: ['paid', 'owed'] }, on);
    expect(result.points[0]?.measures).toEqual(['0.00', '50.50']);
  });

  test.each([
    [
      [{ parameter: 'goldRevenu', values: ['1.00'] }],
      /unknown-parameter \/sweep\/axes\/0\/parameter .*“goldRevenu”.*Did you mean goldRevenue\?/,
    ],
    [[{ parameter: 'commission', values: ['0.1'] }], /unknown-row .*Write commission\/<partner\.tier>, such as commission\/registered\./],
    [[{ parameter: 'commission/silver', values: ['0.1'] }], /unknown-row \/sweep\/axes With commission\/silver = 0\.1: .*“silver”/],
    [
      [{ parameter: 'commission/silver', values: ['0.1', '0.2', '0.3'] }],
      /^unknown-row \/sweep\/axes With commission\/silver = 0\.1 \(and 2 more\): [^\n]*$/,
    ],
    [[{ parameter: 'spiff', values: [] }], /bad-sweep \/sweep\/axes\/0\/values/],
    [[{ parameter: 'spiff', values: ['1.001'] }], /bad-value \/sweep\/axes\/0\/values\/0 .*at most 2 decimal places/],
    [
      [{ parameter: 'spiff', from: '2.00', to: '1.00', step: '1.00' }],
      /bad-sweep \/sweep\/axes\/0\/to .*ends at 1\.00, before it starts at 2\.00/,
    ],
    [[{ parameter: 'spiff', from: '1.00', to: '2.00', step: '0.00' }], /bad-sweep \/sweep\/axes\/0\/step/],
    [[{ parameter: 'spiff', from: '0.00', to: '50.00', step: '0.01' }], /too-many-points .*5001 values.*larger step/],
    [[{ parameter: 'spiff', values: ['60.00'] }], /\/sweep\/axes With spiff = 60\.00: /],
    [[], /one or two parameters, not 0/],
    [['a', 'b', 'c'].map(() => ({ parameter: 'spiff', values: ['1.00'] })), /one or two parameters, not 3/],
    [['a', 'b'].map(() => ({ parameter: 'spiff', values: ['1.00'] })), /Both parameters of the sweep are spiff/],
  ] as [SweepRequest['axes'], RegExp][])('%j is refused', async (axes, message) => {
    expect(await refused(sweeping({ axes }))).toMatch(message);
  });

  test('an unknown measure is refused with near ones', async () => {
    const asked = sweeping({ axes: [{ parameter: 'spiff', values: ['1.00'] }], measures: ['paid.comission'] });
    expect(await refused(asked)).toMatch(/unknown-measure \/sweep\/measures\/0 .*Did you mean paid\.commission\?/);
  });
});

describe('goal seek', () => {
  test('the value that gives the target', async () => {
    const found = await seeking({ measure: 'paid.spiff', target: '9.00', by: 'spiff' });
    expect(found).toMatchObject({
      status: 'met',
      monotone: true,
      by: { parameter: 'spiff', type: 'money', from: '0.00', to: '50.00', step: '0.01' },
      baseline: '12.00',
      nearest: { value: '3.00', measure: '9.00', difference: '0.00' },
      brackets: [{ low: { value: '2.99', measure: '8.97', difference: '-0.03' }, high: { value: '3.00' } }],
    });
  });

  test('a threshold found to the cent, where the measure jumps past the target', async () => {
    const found = await seeking({ measure: 'paid.commission', target: '330.00', by: 'goldRevenue', from: '0.01' });
    expect(found).toMatchObject({
      status: 'crossed',
      brackets: [{ low: { value: '600.00', measure: '360.00' }, high: { value: '600.01', measure: '310.00' } }],
      nearest: { measure: '310.00' },
    });
    expect(found.probes.length).toBeLessThan(30);
  });

  test('out of reach', async () => {
    const found = await seeking({ measure: 'paid.spiff', target: '20.00', by: 'spiff' });
    expect(found).toMatchObject({ status: 'out-of-reach', brackets: [], nearest: { measure: '12.00', difference: '-8.00' } });
  });

  test('a parameter that moves nothing', async () => {
    const found = await seeking({ measure: 'paid.commission', target: '20.00', by: 'spiff' });
    expect(found).toMatchObject({ status: 'unmoved', nearest: { measure: '310.00' } });
  });

  test('not monotone: every crossing is told', async () => {
    const upTo20: ProgramDocument = shopWith('spiff', (rule) => ({
      ...rule,
      conditions: {
        all: [
          { fact: 'deal.person', operator: 'exists', value: true },
          { fact: 'parameter.spiff', operator: 'lessThanInclusive', value: '20.00' },
        ],
      },
    }));
    const found = await seeking({ measure: 'paid.spiff', target: '9.00', by: 'spiff' }, trying({ documents: [{ ...upTo20 }] }));
    expect(found).toMatchObject({
      status: 'not-monotone',
      monotone: false,
      brackets: [
        { high: { value: '3.00', measure: '9.00' } },
        { low: { value: '20.00', measure: '12.00' }, high: { value: '20.01', measure: '0.00' } },
      ],
    });
  });

  test('a count, over counts of steps', async () => {
    const found = await seeking({ measure: 'tier.reseller.gold', target: '0', by: 'goldRevenue', from: '100', to: '5000', step: '100' });
    expect(found).toMatchObject({ status: 'met', nearest: { value: '1400.00' }, measure: { unit: 'count' } });
  });

  test.each([
    [{ measure: 'payd', target: '1.00', by: 'spiff' }, /unknown-measure \/goal\/measure .*Did you mean paid\?/],
    [{ measure: 'paid', target: 'much', by: 'spiff' }, /bad-target \/goal\/target/],
    [{ measure: 'tier.reseller.gold', target: '1.5', by: 'spiff' }, /bad-target \/goal\/target/],
    [{ measure: 'paid', target: '1.00', by: 'spif' }, /unknown-parameter \/goal\/by .*Did you mean spiff\?/],
    [{ measure: 'paid', target: '1.00', by: 'bonusFrom' }, /bad-goal \/goal\/by .*declares no min and max.*Give a range/],
    [{ measure: 'paid', target: '1.00', by: 'spiff', from: '5.00', to: '1.00' }, /bad-goal \/goal\/to/],
    [{ measure: 'paid', target: '1.00', by: 'spiff', step: '0' }, /bad-goal \/goal\/step/],
  ] as [GoalRequest, RegExp][])('%j is refused', async (request, message) => {
    expect(await refused(seeking(request))).toMatch(message);
  });
});
