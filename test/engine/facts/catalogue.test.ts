import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import activitySchema from '../../../schemas/activity.schema.json' with { type: 'json' };
import { ajvOptions } from '../../../schemas/ajv.ts';
import { activitySchemas } from '../../../server/engine/facts/activity-schema.ts';
import { programCatalogue } from '../../../server/engine/facts/program-catalogue.ts';
import { baseCatalogue } from '../../../server/engine/facts/schema-catalogue.ts';
import { FACT_TYPES } from '../../../server/engine/facts/value.ts';
import { smallProgram } from '../../support/small-program.ts';

describe('the base catalogue', () => {
  test('is whole: every fact of a kind is there, and says what it is', () => {
    for (const kind of baseCatalogue.kinds.values()) {
      expect(kind.description).not.toBe('');
      for (const name of kind.facts) {
        const spec = baseCatalogue.facts.get(name);
        expect(spec, name).toBeDefined();
        if (!name.startsWith('partner.')) expect(spec?.kinds?.has(kind.name), `${name} of ${kind.name}`).toBe(true);
      }
      for (const name of kind.required) expect(kind.facts.has(name), name).toBe(true);
      for (const [ends, pairs] of kind.valid?.endedBy ?? []) {
        for (const [here, there] of pairs) {
          expect(kind.facts.has(here)).toBe(true);
          expect(baseCatalogue.kinds.get(ends)?.facts.has(there)).toBe(true);
        }
      }
    }
    for (const spec of baseCatalogue.facts.values()) {
      expect(spec.description).not.toBe('');
      expect(FACT_TYPES).toContain(spec.type);
      expect(spec.kinds === undefined || spec.kinds.size > 0, spec.name).toBe(true);
    }
  });

  test('knows what is generated, and what that carries', () => {
    const generated = [...baseCatalogue.kinds.values()].filter((kind) => kind.generated).map((kind) => kind.name);
    expect(generated).toEqual([
      'version-started',
      'registration-reconsidered',
      'protection-expired',
      'month-closed',
      'quarter-closed',
      'year-closed',
      'term-ended',
      'validity-expired',
      'grace-ended',
      'tier-reviewed',
    ]);
    expect(baseCatalogue.facts.get('period.start')).toMatchObject({ optional: false, type: 'date' });
    expect(baseCatalogue.facts.get('customer.id')?.requiredOf?.has('registration-reconsidered')).toBe(true);
  });
});

describe('the catalogue of a program', () => {
  test('adds attributes, and everything else that can be read', () => {
    const { catalogue, findings } = programCatalogue(
      smallProgram({
        attributes: {
          'deal.score': { type: 'choice', of: ['deal-closed'], choices: ['a', 'b'], required: true },
          'customer.sector': { type: 'text', of: ['deal-closed', 'registration-submitted'] },
          'deal.amount': { type: 'money', of: ['mdf-claim'] },
        },
        balances: { prepaid: { type: 'money', per: ['term'] } },
        derived: { half: { type: 'money', formula: 'deal.amount * 0.5' } },
      }),
    );
    expect(findings).toEqual([]);
    const spec = (name: string) => catalogue.facts.get(name);
    expect(spec('deal.score')).toMatchObject({ type: 'choice', choices: ['a', 'b'], optional: false, scope: 'activity' });
    expect(catalogue.kinds.get('deal-closed')?.required.has('deal.score')).toBe(true);
    expect(spec('customer.sector')).toMatchObject({ scope: 'customer', optional: true });
    expect(spec('customer.sector')?.kinds?.has('registration-reconsidered')).toBe(true);
    expect(spec('deal.amount')?.kinds?.has('mdf-claim')).toBe(true);
    expect(spec('partner.type')).toMatchObject({ choices: ['reseller'] });
    expect(spec('partner.tier')).toMatchObject({ choices: ['registered', 'gold'], optional: false });
    expect(spec('parameter.goldRevenue')).toMatchObject({ type: 'money', optional: false, scope: 'program' });
    expect(spec('measure.revenue')).toMatchObject({ type: 'money', optional: false, scope: 'enrollment' });
    expect(spec('before.revenue')).toMatchObject({ type: 'money' });
    expect(spec('balance.prepaid')).toMatchObject({ optional: true });
    expect(spec('derived.half')).toMatchObject({ type: 'money', optional: true });
    expect(baseCatalogue.facts.get('deal.amount')?.kinds?.has('mdf-claim')).toBe(false);
  });
});

describe('the schemas of activities', () => {
  const { catalogue } = programCatalogue(
    smallProgram({ attributes: { 'deal.score': { type: 'choice', of: ['deal-closed'], choices: ['a', 'b'], required: true } } }),
  );
  const schemas = activitySchemas(catalogue);
  const ajv = new Ajv(ajvOptions);
  ajvFormats.default(ajv);

  const compiled = (kind: string) => ajv.compile({ ...schemas.get(kind), $defs: activitySchema.$defs });

  test('there is one for every kind that can be recorded, in the words of the activity’s schema', () => {
    expect([...schemas.keys()]).toEqual([...catalogue.kinds.values()].filter((kind) => !kind.generated).map((kind) => kind.name));
    for (const kind of schemas.keys()) compiled(kind);
  });

  test('they ask for what intake asks for', () => {
    const validate = compiled('deal-closed');
    const document = {
      id: 'd',
      kind: 'deal-closed',
      occurredOn: '2026-01-01',
      partner: 'p',
      partnerType: 'reseller',
      items: [{ 'item.amount': '1' }],
    };
    expect(validate({ ...document, facts: { 'deal.amount': '1.00', 'deal.score': 'a' } })).toBe(true);
    for (const facts of [
      { 'deal.amount': '1.00' },
      { 'deal.amount': 1, 'deal.score': 'a' },
      { 'deal.amount': '1', 'deal.score': 'c' },
      { 'mdf.cost': '1' },
    ]) {
      expect(validate({ ...document, facts })).toBe(false);
    }
    expect(validate({ ...document, kind: 'renewal' })).toBe(false);
  });
});
