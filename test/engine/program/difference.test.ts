import { expect, test } from 'vitest';
import type { ProgramDocument } from '../../../schemas/types.ts';
import { applyEdits } from '../../../server/engine/program/difference/apply.ts';
import { differenceOf, linesOf } from '../../../server/engine/program/difference/difference.ts';
import { documentHash } from '../../../server/engine/program/hash.ts';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import { always, commissionRule, goldRule, resellerType, smallProgram } from '../../support/small-program.ts';

function load(document: ProgramDocument) {
  const loaded = loadProgramDocument(document);
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ message, pointer }) => `${pointer}: ${message}`).join('\n'));
  return loaded.program;
}

const between = (before: ProgramDocument, after: ProgramDocument) => differenceOf(load(before), load(after));
const lines = (before: ProgramDocument, after: ProgramDocument) => between(before, after).edits.flatMap(linesOf);

const spiff = commissionRule({
  name: 'spiff',
  event: { type: 'incentive', params: { incentive: 'spiff', payee: 'partner', amount: 'money("5.00")' } },
});

test('a program is no different from itself, however it is written', () => {
  const before = smallProgram();
  expect(between(before, before)).toEqual({ edits: [], wording: [] });
  const rewritten = smallProgram({
    parameters: { goldRevenue: { value: '1000', type: 'money' } },
    rules: [
      commissionRule({
        event: { params: { amount: 'deal.amount*0.10', payee: 'partner', incentive: 'commission' }, type: 'incentive' },
      } as never),
      goldRule(),
    ],
  });
  expect(lines(before, rewritten)).toEqual([]);
});

test('what is said to people is no edit', () => {
  const after = smallProgram({
    name: 'Another name',
    rules: [goldRule(), commissionRule({ description: 'Pays.', moves: 'deal-size' } as never)],
  });
  const { edits, wording } = between(smallProgram(), after);
  expect(edits).toEqual([]);
  expect(wording.map(({ what }) => what)).toEqual(['program: name', 'rule commission: moves', 'rule commission: description']);
});

test('who approves what is an edit that decides nothing', () => {
  const limits = (payoutRise: string, approvers: number): ProgramDocument => smallProgram({ approval: { payoutRise, approvers } });
  expect(lines(smallProgram(), limits('0.05', 2))).toEqual(['approval: payoutRise added: 0.05', 'approval: approvers added: 2']);
  expect(lines(limits('0.05', 2), limits('0.10', 2))).toEqual(['approval: payoutRise from 0.05 to 0.10']);
  expect(lines(limits('0.05', 2), limits('0.050', 2))).toEqual([]);
  expect(lines(limits('0.05', 2), smallProgram())).toEqual(['approval: payoutRise removed: 0.05', 'approval: approvers removed: 2']);
  const terms = smallProgram({ payment: { payable: 'after-month', days: 15 } });
  expect(lines(smallProgram(), terms)).toEqual(['payment: payable added: after-month', 'payment: days added: 15']);
});

test('edits say what was and what is', () => {
  const before = smallProgram({ parameters: { ...smallProgram().parameters, bands: bands('0.02'), table: table('0.10') } });
  const after = smallProgram({
    parameters: { goldRevenue: { type: 'money', value: '900.00' }, bands: bands('0.03'), table: table('0.2') },
    rounding: 'half-up',
    partnerTypes: { reseller: resellerType({ tiers: { levels: ['registered', 'gold'], upgrade: 'at-once', downgrade: 'at-year-end' } }) },
    measures: { revenue: { sum: 'deal.amount', of: ['deal-closed'], window: 'trailing-12-months' } },
    rules: [
      goldRule({ conditions: { all: [{ fact: 'measure.revenue', operator: 'greaterThan', value: '500.00' }] } } as never),
      commissionRule({
        conditions: { all: [{ fact: 'deal.kind', operator: 'equal', value: 'new' }] },
        event: { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount: 'deal.amount * 0.2' } },
      } as never),
      spiff,
    ],
  });
  expect(lines(before, after)).toEqual([
    'rounding: value from half-even to half-up',
    'tiers of reseller: downgrade from at-once to at-year-end',
    'parameter goldRevenue: value from 1000.00 to 900.00',
    'parameter bands: band from 100.00 from 0.02 to 0.03',
    'parameter table: row gold from 0.10 to 0.2',
    'measure revenue: window from fiscal-year to trailing-12-months',
    'rule reseller-gold: condition on measure.revenue from is at least parameter.goldRevenue to is more than 500.00',
    'rule commission: condition on activity.kind removed: is there',
    'rule commission: condition on deal.kind added: is new',
    'rule commission: amount from deal.amount * 0.1 to deal.amount * 0.2',
    'rule spiff added',
  ]);
});

const bands = (rate: string) => ({
  type: 'bands' as const,
  over: 'money' as const,
  unit: 'rate' as const,
  value: [
    { from: '0', rate: '0.01' },
    { from: '100.00', rate },
  ],
});
const table = (gold: string) => ({
  type: 'table' as const,
  keys: ['partner.tier'],
  unit: 'rate' as const,
  value: { registered: '0', gold },
});

test('a rule under another name, a condition in another place', () => {
  const named = smallProgram({
    conditions: { always },
    rules: [goldRule(), commissionRule({ conditions: { condition: 'always' } } as never)],
  });
  const renamed = smallProgram({
    conditions: { always },
    rules: [goldRule(), commissionRule({ name: 'paid', conditions: { condition: 'always' } } as never)],
  });
  expect(lines(named, renamed)).toEqual(['rule commission: name from commission to paid']);
  const other = smallProgram({
    conditions: { always: { all: [{ fact: 'deal.amount', operator: 'greaterThan', value: '1.00' }] } },
    rules: named.rules,
  });
  expect(lines(named, other)).toEqual([
    'condition always: condition on activity.kind removed: is there',
    'condition always: condition on deal.amount added: is more than 1.00',
  ]);
});

test('the order of rules is an edit only where they can take from each other', () => {
  const [gold, commission] = [goldRule(), commissionRule()];
  expect(lines(smallProgram({ rules: [gold, commission, spiff] }), smallProgram({ rules: [spiff, commission, gold] }))).toEqual([]);
  const stacks = { deal: { combine: 'sum' as const, of: ['commission', 'spiff'], cap: 'deal.amount * 0.1' } };
  const before = smallProgram({ stacks, rules: [gold, commission, spiff] });
  const after = smallProgram({ stacks, rules: [gold, spiff, commission] });
  expect(lines(before, after)).toEqual(['order of rules: order from commission before spiff to spiff before commission']);
  const prior = smallProgram({ stacks, rules: [gold, commission, { ...spiff, priority: 9 } as never] });
  expect(lines(before, prior)).toEqual(['order of rules: order from commission before spiff to spiff before commission']);
  const [order] = between(before, prior).edits;
  expect(order && applyEdits(before, prior, [order]).rules.map(({ name, priority }) => [name, priority])).toEqual([
    ['reseller-gold', undefined],
    ['commission', undefined],
    ['spiff', 9],
  ]);
});

const { tiers: _, ...other } = resellerType();

test('all edits together lead from one to the other, none of them nowhere', () => {
  const before = smallProgram();
  const after = smallProgram({
    parameters: { silver: { type: 'money', value: '1.00' } },
    budgets: { all: { amount: 'parameter.silver', of: ['spiff'], window: 'lifetime' } },
    rules: [spiff, goldRule({ conditions: { all: [{ fact: 'measure.revenue', operator: 'greaterThan', value: '500.00' }] } } as never)],
    partnerTypes: { reseller: resellerType(), other },
  });
  const { edits } = between(before, after);
  expect(edits.map(({ address, change }) => `${address} ${change}`)).toEqual([
    'parameters/goldRevenue removed',
    'rules/commission removed',
    'rules/reseller-gold changed',
    'partnerTypes/other added',
    'parameters/silver added',
    'budgets/all added',
    'rules/spiff added',
  ]);
  expect(documentHash(applyEdits(before, after, []))).toBe(documentHash(before));
  expect(documentHash(applyEdits(before, after, edits))).toBe(documentHash(after));
});
