import { describe, expect, test } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import { loadProgramDocument } from '../../server/engine/program/load.ts';
import type { Program } from '../../server/engine/program/model.ts';
import { buildHistory } from '../../server/history/builder.ts';
import { missingFacts } from '../../server/history/missing-facts.ts';
import { type HistorySetting, settingOf } from '../../server/history/setting.ts';
import { commissionRule, smallProgram } from '../support/small-program.ts';
import { plain } from './support.ts';

const heat: NonNullable<ProgramDocument['attributes']>[string] = { type: 'money', of: ['deal-closed'] };

/** One incentive that pays what this formula says. */
function program(amount: string, changes: Partial<ProgramDocument> = {}): Program {
  const event = { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount } };
  const [tier] = smallProgram().rules;
  const loaded = loadProgramDocument(smallProgram({ rules: [...(tier ? [tier] : []), commissionRule({ event } as never)], ...changes }));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.program;
}

const history = (setting: HistorySetting) => buildHistory(setting, [], [plain('a')]);
const own = program('deal.amount * 0.1');
const told = (of: Program, setting: HistorySetting = settingOf(own)) =>
  missingFacts(of, history(setting)).map(({ severity, code, pointer, message, hint }) => {
    return { severity, code, pointer, says: hint === undefined ? message : `${message} ${hint}` };
  });

const AMOUNT = '/rules/1/event/params/amount';

describe('what a program needs of a history', () => {
  test('is all there', () => {
    expect(told(own)).toEqual([]);
    expect(
      told(program('deal.?heat.orValue(money("1"))', { attributes: { 'deal.heat': heat } }), {
        ...settingOf(own),
        attributes: { 'deal.heat': { type: 'money' } },
      }),
    ).toEqual([
      {
        severity: 'warning',
        code: 'history-fact-empty',
        pointer: AMOUNT,
        says: 'The program reads deal.heat; no deal-closed activity of the history carries it.',
      },
    ]);
  });

  test('is an attribute that the history doesn’t know', () => {
    const other = { ...settingOf(own), attributes: { 'deal.heats': { type: 'money' } } } as const;
    expect(told(program('deal.?heat.orValue(money("1"))', { attributes: { 'deal.heat': heat } }), other)).toEqual([
      {
        severity: 'error',
        code: 'history-without-fact',
        pointer: AMOUNT,
        says: 'The program reads deal.heat (money); the history doesn’t know it. Did you mean deal.heats?',
      },
    ]);
  });

  test('is an attribute of another type', () => {
    const other = { ...settingOf(own), attributes: { 'deal.heat': { type: 'count' } } } as const;
    expect(told(program('deal.?heat.orValue(money("1"))', { attributes: { 'deal.heat': heat } }), other)).toEqual([
      {
        severity: 'error',
        code: 'history-fact-type',
        pointer: AMOUNT,
        says: expect.stringMatching(/reads deal\.heat as money; the history has it as count/),
      },
    ]);
  });

  test('is not an attribute that nothing reads', () => {
    expect(told(program('deal.amount * 0.1', { attributes: { 'deal.heat': heat } }))).toEqual([]);
  });

  test('is what stands behind derived facts and measures', () => {
    const derived = { doubled: { type: 'money', formula: 'deal.heat * 2' } } as const;
    expect(told(program('derived.?doubled.orValue(money("0"))', { attributes: { 'deal.heat': heat }, derived }))).toMatchObject([
      { severity: 'error', code: 'history-without-fact' },
    ]);
    const measures: NonNullable<ProgramDocument['measures']> = {
      revenue: { sum: 'deal.heat', of: ['deal-closed'], window: 'fiscal-year' },
    };
    expect(told(program('deal.amount * 0.1', { attributes: { 'deal.heat': heat }, measures }))).toMatchObject([
      { severity: 'error', code: 'history-without-fact', pointer: '/measures/revenue' },
    ]);
  });

  test('is a base fact that no activity carries: a warning', () => {
    expect(told(program('deal.?quantity.orValue(1) * price("1")'))).toMatchObject([
      { severity: 'warning', code: 'history-fact-empty', pointer: AMOUNT },
    ]);
  });

  test('is kinds of activity: a warning', () => {
    const on = { on: ['renewal'] as const };
    const [tier] = smallProgram().rules;
    const type = smallProgram().partnerTypes.reseller;
    const partnerTypes = type ? { reseller: { ...type, produces: ['deal-closed' as const, 'renewal' as const] } } : {};
    const event = { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount: 'money("1")' } };
    const rules = [...(tier ? [tier] : []), commissionRule({ ...on, event } as never)];
    expect(told(program('', { rules, partnerTypes } as never))).toMatchObject([
      { severity: 'warning', code: 'history-without-kinds', pointer: '/rules', says: expect.stringMatching(/of renewal, to/) },
    ]);
  });

  test.each([
    ['currency', { currency: { code: 'EUR', digits: 2 } }, 'history-currency', '/currency'],
    ['digits', { currency: { code: 'USD', digits: 3 } }, 'history-currency', '/currency'],
    ['time zone', { timeZone: 'Asia/Tokyo' }, 'history-time-zone', '/calendar/timeZone'],
  ] as const)('is the same %s', (_, changes, code, pointer) => {
    expect(told(own, { ...settingOf(own), ...changes })).toMatchObject([{ severity: 'error', code, pointer }]);
  });
});
