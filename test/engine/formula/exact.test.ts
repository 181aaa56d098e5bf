import Fraction from 'fraction.js';
import { describe, expect, it } from 'vitest';
import type { RoundingMode } from '../../../server/engine/program/model.ts';
import { isTooLarge, roundTo, roundToStep, showRefValue, toFraction, toSteps, toValue } from '../../../server/engine/reference/exact.ts';

describe('rounding goes by magnitude', () => {
  const cases: readonly (readonly [value: string, expected: Record<RoundingMode, string>])[] = [
    ['0.5', { 'half-even': '0', 'half-up': '1', up: '1', down: '0' }],
    ['1.5', { 'half-even': '2', 'half-up': '2', up: '2', down: '1' }],
    ['2.5', { 'half-even': '2', 'half-up': '3', up: '3', down: '2' }],
    ['2.4', { 'half-even': '2', 'half-up': '2', up: '3', down: '2' }],
    ['2.6', { 'half-even': '3', 'half-up': '3', up: '3', down: '2' }],
    ['2.500000001', { 'half-even': '3', 'half-up': '3', up: '3', down: '2' }],
    ['7', { 'half-even': '7', 'half-up': '7', up: '7', down: '7' }],
  ];
  for (const [value, expected] of cases) {
    for (const mode of ['half-even', 'half-up', 'up', 'down'] as const) {
      it(`${value} ${mode} is ${expected[mode]}`, () => {
        expect(roundTo(new Fraction(value), 0, mode).toFraction()).toBe(expected[mode]);
        expect(roundTo(new Fraction(value).neg(), 0, mode).toFraction()).toBe(new Fraction(expected[mode]).neg().toFraction());
      });
    }
  }

  it('rounds a third to the cent', () => {
    expect(roundToStep('money', new Fraction(100, 3), 2, 'half-even').toFraction()).toBe('3333/100');
    expect(roundToStep('money', new Fraction(100, 3), 0, 'up').toFraction()).toBe('34');
    expect(roundToStep('rate', new Fraction(2, 3), 2, 'half-even').toFraction()).toBe('666666667/1000000000');
  });
});

describe('steps', () => {
  it.each([
    ['money', 1250, '25/2'],
    ['rate', 150_000_000, '3/20'],
    ['price', 50_000, '1/20'],
    ['count', 7, '7'],
    ['date', 20_000, '20000'],
  ] as const)('%s %s is %s', (type, steps, exact) => {
    expect(toFraction(type, steps, 2).toFraction()).toBe(exact);
    expect(toSteps(type, new Fraction(exact), 2)).toBe(steps);
    expect(toValue(type, new Fraction(exact), 2)).toBe(steps);
  });

  it('refuse what is not whole or not safe', () => {
    expect(() => toSteps('money', new Fraction('0.005'), 2)).toThrow('not a whole number');
    expect(() => toSteps('money', new Fraction(2n ** 53n), 2)).toThrow('too large');
    expect(() => toFraction('text', 1, 2)).toThrow('no number');
  });
});

describe('bounds', () => {
  it.each([
    ['money', '10000000000000', false],
    ['money', '10000000000000.01', true],
    ['money', '-10000000000000.01', true],
    ['count', '9007199254740991', false],
    ['count', '9007199254740992', true],
    ['rate', '9007199.254740992', true],
    ['date', '7305', false],
    ['date', '7304', true],
    ['date', '84005', false],
    ['date', '84006', true],
  ] as const)('%s %s: %s', (type, value, tooLarge) => expect(isTooLarge(type, new Fraction(value), 2)).toBe(tooLarge));
});

describe('showing', () => {
  it.each([
    ['money', '12.5', '12.50'],
    ['money', '12.505', '12.505'],
    ['money', '1/3', '1/3'],
    ['rate', '0.15', '0.15'],
    ['count', '5', 5],
    ['count', '2.5', '2.5'],
    ['date', '20454', '2026-01-01'],
  ] as const)('%s %s is shown as %s', (type, value, expected) => expect(showRefValue(type, new Fraction(value), 2)).toBe(expected));
});
