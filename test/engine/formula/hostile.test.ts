import { describe, expect, it } from 'vitest';
import { quickest } from '../../support/own-time.ts';
import { check, complaints } from './support.ts';

/** Milliseconds that a refusal may take. */
const QUICK = 100;

async function refusedQuickly(source: string): Promise<string | undefined> {
  const { result, ms } = await quickest(QUICK, () => check(source));
  const { formula, findings } = result;
  expect(ms).toBeLessThan(QUICK);
  expect(formula).toBeUndefined();
  expect(findings.length).toBeGreaterThan(0);
  expect(JSON.stringify(findings).length).toBeLessThan(100_000);
  return findings[0]?.code;
}

describe('hostile formulas get no further than the checks', () => {
  it.each([
    ['a million characters', 'deal.amount + '.repeat(72_000), 'formula-too-long'],
    ['10,000 brackets', `${'('.repeat(10_000)}1${')'.repeat(10_000)}`, 'formula-too-long'],
    ['brackets within the length', `${'('.repeat(900)}1${')'.repeat(900)}`, 'formula-too-deep'],
    ['lists within lists', `${'['.repeat(900)}1${']'.repeat(900)}`, 'formula-too-deep'],
    ['many operands', '1+'.repeat(900).concat('1'), 'formula-too-deep'],
    ['many signs', `${'-'.repeat(1900)}1`, 'formula-too-deep'],
    ['many choices', `${'true?1:'.repeat(280)}1`, 'formula-too-deep'],
    ['many arguments', `min(${'1,'.repeat(900)}1)`, 'formula-too-deep'],
    ['open brackets', '('.repeat(2000), 'formula-too-deep'],
    ['open text', `"${'x'.repeat(1900)}`, 'formula-syntax'],
    ['nothing', '', 'formula-syntax'],
    ['blanks', '   ', 'formula-syntax'],
    ['null characters', 'deal.amount\u0000', 'formula-syntax'],
    ['lone surrogates', 'deal.\ud800', 'formula-syntax'],
    ['an infinite number', '1e400', 'formula-syntax'],
    ['a huge integer', '9'.repeat(1900), 'formula-not-allowed'],
    ['prototype names', '__proto__.amount', 'formula-syntax'],
    ['prototype fields', 'deal.__proto__', 'unknown-fact'],
    ['constructors', 'constructor.constructor', 'unknown-fact'],
    ['inherited methods', 'toString.valueOf', 'unknown-fact'],
    ['an inherited name as function', 'constructor(1)', 'unknown-function'],
    ['an inherited name as parameter', 'marginal(parameter.constructor, 0, deal.amount)', 'not-bands'],
    ['regular expressions', 'deal.note.matches("(a+)+$")', 'formula-not-allowed'],
    ['map macros', '[1, 2].map(x, x * 2)', 'formula-not-allowed'],
    ['all macros', '[1].all(x, [1].all(y, x == y))', 'formula-not-allowed'],
    ['has macros', 'has(deal.amount)', 'unknown-function'],
    ['bindings', 'cel.bind(x, 1, x)', 'formula-not-allowed'],
    ['broken macros', '[1].map(1, 2)', 'formula-syntax'],
    ['lists', '[deal.amount]', 'formula-not-allowed'],
    ['maps', '{"a": deal.amount}', 'formula-not-allowed'],
    ['an index', 'deal["amount"]', 'formula-not-allowed'],
    ['an index by expression', 'deal[deal.kind]', 'formula-not-allowed'],
    ['an optional index', 'deal[?"amount"].orValue(0)', 'formula-not-allowed'],
    ['dyn', 'dyn(deal.amount)', 'unknown-function'],
    ['type conversions', 'double("1")', 'unknown-function'],
    ['optionals', 'optional.of(deal.amount)', 'formula-not-allowed'],
    ['null', 'null', 'formula-not-allowed'],
    ['unsigned numbers', '5u', 'formula-not-allowed'],
    ['hexadecimal numbers', '0xff', 'formula-not-allowed'],
    ['exponents', '1e2', 'formula-not-allowed'],
    ['leading zeros', '007', 'formula-not-allowed'],
    ['bytes', 'b"abc"', 'formula-not-allowed'],
    ['raw text', 'r"abc" == deal.note', 'formula-not-allowed'],
    ['text in three quotes', '"""abc""" == deal.note', 'formula-not-allowed'],
    ['remainders', 'deal.seats % 2', 'formula-not-allowed'],
    ['membership', 'deal.kind in ["new"]', 'formula-not-allowed'],
    ['comments', 'deal.amount // * 2', 'formula-syntax'],
    ['two formulas', 'deal.amount; deal.amount', 'formula-syntax'],
    ['assignment', 'deal.amount = 1', 'formula-syntax'],
    ['JavaScript', '(() => process.exit())()', 'formula-syntax'],
  ])('%s', async (_, source, code) => expect(await refusedQuickly(source)).toBe(code));

  it('says where the text cannot be read', () => {
    expect(complaints('deal.amount * * 2')).toEqual(['formula-syntax: *']);
    expect(complaints('deal.amount # 2')).toEqual(['formula-syntax: #']);
  });
});
