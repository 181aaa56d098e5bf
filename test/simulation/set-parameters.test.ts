import { expect, test } from 'vitest';
import { setParameters } from '../../server/simulation/set-parameters.ts';
import { smallProgram } from '../support/small-program.ts';

const bands = { type: 'bands', over: 'money', unit: 'rate', value: ['0', '100.00', '200.00'].map((from) => ({ from, rate: '0.01' })) };
const documents = [{ ...smallProgram(), parameters: { bands } }] as unknown as Parameters<typeof setParameters>[0];

test('a band is named by its place, counted from 0', () => {
  const { documents: set, findings } = setParameters(documents, { 'bands/2/rate': '0.03' }, '/set');
  expect(findings).toEqual([]);
  expect(set[0]?.parameters).toMatchObject({ bands: { value: [{ rate: '0.01' }, { rate: '0.01' }, { rate: '0.03' }] } });
});

test('a band that is not there: how they are counted, and no name that seems near', () => {
  const { findings } = setParameters(documents, { 'bands/3/rate': '0.03' }, '/set');
  expect(findings).toMatchObject([
    {
      code: 'unknown-row',
      pointer: '/set/bands~13~1rate',
      message: 'The parameter bands has no “3/rate”.',
      hint: 'Its rows are counted from 0: 0 to 2.',
    },
  ]);
});
