import { symlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { MappingDocument } from '../../../schemas/types.ts';
import { compileMapping } from '../../../server/history/import/compile-mapping.ts';
import { readMapping } from '../../../server/history/import/read-mapping.ts';
import { deals, imported, refused, run, salesProgram, timelineOf } from './support.ts';

const file = { 'deals.csv': 'id,date,partner,amount\nD1,2024-01-02,acme,1\n' };
const rule = deals().activities?.[0] ?? { from: '' };
type Rule = typeof rule;
const withRule = (changes: Partial<Rule>): MappingDocument => deals(changes);

describe('a mapping is checked as a whole before a row is read', () => {
  test('all that is wrong with it, with pointers', async () => {
    const mapping: MappingDocument = {
      files: { 'deals.csv': { date: 'DD.QQ.YYYY' }, 'deal.csv': {} },
      partners: [{ from: 'partners.csv', id: 'id' }],
      activities: [
        {
          ...rule,
          id: 'idd',
          when: { Status: 'Won' },
          partnerType: { value: 'resellr' },
          facts: {
            'deal.amuont': 'amount',
            'renewal.due': 'amount',
            'deal.channel': { column: 'partner', values: { a: 'web', b: 'fone' } },
            'deal.quantity': { column: 'amount', default: 'many', take: 'sum' },
            'deal.product': { column: 'partner', number: {}, join: { from: 'products.csv', key: 'id', column: 'name' } },
          },
        },
        { from: 'deals.csv', kind: 'deal-closd' },
      ],
    };
    const ran = await run(file, mapping);
    expect(refused(ran)).toEqual([
      "/partners/0/from unreadable-file: partners.csv can't be read: it is not there.",
      "/activities/0/facts/deal.product/join/from unreadable-file: products.csv can't be read: it is not there.",
      '/files/deals.csv/date unknown-format: “DD.QQ.YYYY” is no format of dates. Such as YYYY-MM-DD, DD.MM.YYYY, MM/DD/YYYY HH:mm, instant, excel or epoch-seconds.',
      '/files/deal.csv unused-file: Nothing is made of deal.csv. Did you mean deals.csv?',
      '/partners/0 missing-field: enrollments is missing: as what does it take part? Add "enrollments".',
      '/activities/0/when/Status unknown-column: deals.csv has no column “Status”. One of id, date, partner, amount.',
      '/activities/0/id unknown-column: deals.csv has no column “idd”. Did you mean id?',
      '/activities/0/partnerType/value unknown-value: The program has no partner type “resellr”. Did you mean reseller?',
      '/activities/0/facts missing-fact: deal.amount is missing; deal-closed must carry it. Add "deal.amount".',
      '/activities/0/facts/deal.amuont unknown-fact: There is no fact “deal.amuont”. Did you mean deal.amount?',
      '/activities/0/facts/renewal.due fact-of-other-kind: deal-closed does not carry renewal.due.',
      '/activities/0/facts/deal.channel/values/b unknown-choice: deal.channel is “fone”; one of web, phone was expected. Did you mean phone?',
      '/activities/0/facts/deal.quantity/take option-not-here: Each line is an activity by itself. Write "group" with the activity.',
      '/activities/0/facts/deal.quantity/default wrong-type: deal.quantity is “many”; a whole number was expected.',
      '/activities/0/facts/deal.product/number option-not-here: deal.product is text, no number.',
      '/activities/1/kind unknown-kind: There is no kind of activity “deal-closd”. Did you mean deal-closed?',
      '/activities/1 missing-field: id is missing: by what is the activity known? Add "id".',
      '/activities/1 missing-field: occurredOn is missing: when did it happen? Add "occurredOn".',
      '/activities/1 missing-field: partner is missing: whose activity is it? Add "partner".',
      '/activities/1 missing-field: partnerType is missing: as what does the partner take part? Add "partnerType".',
    ]);
    expect(ran.taken.ended).toBe('aborted');
  });

  test.each<[string, Partial<Rule>, RegExp]>([
    ['two sources', { id: { column: 'id', text: '{id}' } }, /\/id value-source: id comes from column and text/],
    ['no source', { id: {} }, /\/id value-source/],
    ['a template without columns', { id: { text: 'x' } }, /\/id\/text value-source/],
    ['several columns without a join', { id: { column: ['id', 'date'] } }, /\/id\/column option-not-here.*Write "text"/],
    ['others without values', { id: { column: 'id', others: 'keep' } }, /\/id\/others option-not-here/],
    ['options of a constant', { source: { value: 'crm', missing: ['x'] } }, /\/source\/missing option-not-here/],
    ['a date for text', { id: { column: 'id', date: 'YYYY' } }, /\/id\/date option-not-here.*\n.*unknown-format/s],
    ['a day for an instant', { at: { column: 'date', date: 'YYYY-MM-DD' } }, /\/at\/date option-not-here: “YYYY-MM-DD” says a day/],
    ['a zone that is none', { occurredOn: { column: 'date', zone: 'Europe/Atlantis' } }, /\/occurredOn\/zone unknown-zone/],
    ['items of a kind without', { kind: 'agreement-signed', items: { 'item.amount': 'amount' } }, /\/items items-not-carried/],
    ['a fact of items', { facts: { 'deal.amount': 'amount', 'item.amount': 'amount' } }, /item\.amount fact-of-other-kind.*under "items"/],
    ['a generated kind', { kind: 'month-closed' }, /\/kind generated-kind/],
    ['a kind that the type does not produce', { kind: 'renewal', partnerType: { value: 'distributor' } }, /do not produce renewal/],
    ['terms of another kind', { terms: { goldRevenue: 'amount' } }, /\/terms terms-not-carried/],
    [
      'a partner beside parties',
      { parties: [{ partner: 'partner', partnerType: { value: 'reseller' }, role: { value: 'principal' } }] },
      /\/partner option-not-here/,
    ],
    ['an exchange without a currency', { exchange: { rate: 'amount', on: 'date' } }, /currency is missing/],
    ['as it is, of CSV', { asIs: true }, /\/id option-not-here.*\/asIs option-not-here/s],
    ['a group by what is not there', { group: { by: ['id', 'ordr'] } }, /\/group\/by\/1 unknown-column/],
  ])('%s', async (_, changes, message) => {
    expect(refused(await run(file, withRule(changes))).join('\n')).toMatch(message);
  });

  test('thousands and decimals by the same sign', async () => {
    const ran = await run(file, deals({}, { number: { decimal: ',', thousands: ',' } }));
    expect(refused(ran)[0]).toMatch(/^\/files\/deals\.csv\/number\/thousands unknown-format/);
  });

  test('two columns of one name', async () => {
    const ran = await run({ 'deals.csv': 'id,date,partner,amount,amount\nD1,2024-01-02,acme,1,2\n' }, deals());
    expect(refused(ran)).toEqual([
      expect.stringMatching(/^\/activities\/0\/facts\/deal\.amount ambiguous-column: deals\.csv has “amount” more than once/),
    ]);
  });

  test.each(['../deals.csv', '/etc/passwd', 'a/../../deals.csv', 'C:\\deals.csv'])('no file outside of the folder: %s', async (from) => {
    expect(refused(await run(file, withRule({ from })))).toEqual([
      expect.stringContaining('files are named by their path under the folder'),
    ]);
  });

  test('a link that leads out of the folder', async () => {
    const ran = await run(file, deals());
    await symlink('/etc/hostname', `${ran.folder}/out.csv`);
    const compiled = await compileMapping(withRule({ from: 'out.csv' }), { folder: ran.folder }, timelineOf(salesProgram()));
    expect(compiled).toMatchObject({
      ok: false,
      findings: [{ message: 'out.csv is not read: it is a link that leads out of the folder.' }],
    });
  });

  test('a mapping that makes nothing', async () => {
    expect(refused(await run(file, {}))).toEqual([expect.stringContaining('empty-mapping')]);
  });

  test('what its schema says, with places in the text', () => {
    const read = readMapping('m.json', '{\n  "activities": [{ "from": "a.csv", "kimd": "x", "group": { "sorted": 1 } }]\n}');
    expect(read.ok ? [] : read.diagnostics.map(({ code, pointer, range }) => [code, pointer, range?.start.line])).toEqual([
      ['unknown-field', '/activities/0/kimd', 2],
      ['missing-field', '/activities/0/group', 2],
      ['wrong-type', '/activities/0/group/sorted', 2],
    ]);
  });
});

test('warnings don’t stop an import', async () => {
  const ran = await run(file, { ...deals(), files: { 'other.csv': {} } });
  imported(ran);
  expect(ran.result).toMatchObject({ warnings: [{ code: 'unused-file', pointer: '/files/other.csv' }] });
});
